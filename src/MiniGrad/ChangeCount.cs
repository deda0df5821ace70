namespace MiniGrad;

/// <summary>Counts how often values that tensors share were overwritten. It never goes back, so equal counts mean unchanged values.</summary>
internal sealed class ChangeCount
{
    public long Value { get; private set; }

    public void Increment() => Value++;
}
