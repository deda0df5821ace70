namespace MiniGrad;

/// <summary>Counts how often values that tensors share were overwritten. Equal counts mean unchanged values.</summary>
internal sealed class ChangeCount
{
    public long Value { get; private set; }

    public void Increment() => Value++;

    /// <summary>Goes back to an earlier count, for code that has put back the values of that time and has recorded nothing since.</summary>
    public void TakeBack(long value) => Value = value;
}
