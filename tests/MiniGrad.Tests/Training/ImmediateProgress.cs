namespace MiniGrad.Tests.Training;

/// <summary>Reports on the reporting thread.</summary>
internal sealed class ImmediateProgress<TValue>(Action<TValue> report) : IProgress<TValue>
{
    public void Report(TValue value) => report(value);
}
