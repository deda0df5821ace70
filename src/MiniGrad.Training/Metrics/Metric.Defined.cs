namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>A metric by its name and its accumulator.</summary>
    private sealed class Defined(
        string name, Func<string, MetricAccumulator> begin, bool largerIsBetter = true, bool judgesClasses = false) : Metric
    {
        public override string Name => name;

        public override bool LargerIsBetter => largerIsBetter;

        internal override bool JudgesClasses => judgesClasses;

        public override MetricAccumulator Begin() => begin(name);
    }
}
