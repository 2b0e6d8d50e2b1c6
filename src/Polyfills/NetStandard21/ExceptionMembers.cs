using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>Checks of arguments (.NET 6 to 8).</summary>
[Microsoft.CodeAnalysis.Embedded]
internal static class ExceptionMembers
{
    extension(ArgumentNullException)
    {
        /// <summary>Throws if an argument is null.</summary>
        public static void ThrowIfNull([NotNull] object? argument, [CallerArgumentExpression(nameof(argument))] string? paramName = null)
        {
            if (argument is null) throw new ArgumentNullException(paramName);
        }
    }

    extension(ArgumentException)
    {
        /// <summary>Throws if an argument is null or empty.</summary>
        public static void ThrowIfNullOrEmpty([NotNull] string? argument, [CallerArgumentExpression(nameof(argument))] string? paramName = null)
        {
            ArgumentNullException.ThrowIfNull(argument, paramName);
            if (argument.Length == 0) throw new ArgumentException("The value cannot be an empty string.", paramName);
        }
    }

    extension(ArgumentOutOfRangeException)
    {
        /// <summary>Throws if a value is less than another.</summary>
        public static void ThrowIfLessThan<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? paramName = null)
            where T : IComparable<T>
        {
            if (value.CompareTo(other) < 0) throw new ArgumentOutOfRangeException(paramName, value, $"The value must be at least {other}.");
        }

        /// <summary>Throws if a value is greater than another.</summary>
        public static void ThrowIfGreaterThan<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? paramName = null)
            where T : IComparable<T>
        {
            if (value.CompareTo(other) > 0) throw new ArgumentOutOfRangeException(paramName, value, $"The value must be at most {other}.");
        }

        /// <summary>Throws if a number is less than zero.</summary>
        public static void ThrowIfNegative(int value, [CallerArgumentExpression(nameof(value))] string? paramName = null) =>
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 0, paramName);

        /// <summary>Throws if a number is zero or less.</summary>
        public static void ThrowIfNegativeOrZero(int value, [CallerArgumentExpression(nameof(value))] string? paramName = null) =>
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, paramName);
    }

    extension(ObjectDisposedException)
    {
        /// <summary>Throws if an object has been disposed of.</summary>
        public static void ThrowIf([DoesNotReturnIf(true)] bool condition, object instance)
        {
            if (condition) throw new ObjectDisposedException(instance.GetType().FullName);
        }
    }
}
