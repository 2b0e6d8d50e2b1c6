using System.Collections;
using System.Reflection;

namespace FlowerModel.Tflite.Tests;

/// <summary>Compares objects property by property, including properties that are added later.</summary>
internal static class DeepEqual
{
    /// <summary>Asserts that two objects are equal. The failure message contains the path of the difference.</summary>
    internal static void Assert(object? expected, object? actual, string path)
    {
        switch (expected)
        {
            case ReadOnlyMemory<byte> bytes:
                Xunit.Assert.True(bytes.Span.SequenceEqual(((ReadOnlyMemory<byte>)actual!).Span), path);
                break;
            case null or string or ValueType:
                Xunit.Assert.True(Equals(expected, actual), $"{path}: {expected} and {actual}");
                break;
            case IEnumerable list:
                var (left, right) = (list.Cast<object?>().ToList(), ((IEnumerable)actual!).Cast<object?>().ToList());
                Xunit.Assert.True(left.Count == right.Count, $"{path}: {left.Count} and {right.Count} elements");
                for (var i = 0; i < left.Count; i++) Assert(left[i], right[i], $"{path}[{i}]");
                break;
            default:
                Xunit.Assert.True(expected.GetType() == actual?.GetType(), $"{path}: {expected.GetType()} and {actual?.GetType()}");
                foreach (var property in expected.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    Assert(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}");
                }

                break;
        }
    }
}
