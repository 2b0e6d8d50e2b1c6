namespace FlowerModel.Runtime.Images.Buffers;

/// <summary>Keeps a few instances for the next calls, as many as there are processors.</summary>
internal sealed class InstancePool<T>
    where T : class, new()
{
    private readonly T?[] kept = new T?[Environment.ProcessorCount];

    /// <summary>Returns a kept instance or a new one.</summary>
    public T Rent()
    {
        foreach (ref var place in this.kept.AsSpan())
        {
            if (Interlocked.Exchange(ref place, null) is { } instance) return instance;
        }

        return new T();
    }

    /// <summary>Keeps an instance if there is room.</summary>
    public void Return(T instance)
    {
        foreach (ref var place in this.kept.AsSpan())
        {
            if (Interlocked.CompareExchange(ref place, instance, null) is null) return;
        }
    }
}
