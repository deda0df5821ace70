namespace MiniGrad.Schedules;

/// <summary>Makes schedules of the learning rate.</summary>
/// <remarks>Values are those of PyTorch's schedulers unless the documentation says otherwise. Those are multiplied from step to step; these
/// are computed from the step alone, so that they differ in the last digits.</remarks>
public static partial class LearningRate
{
    /// <summary>Steps at which something begins: later than the start, and in order.</summary>
    private static void CheckOrder(long[] steps, string schedule, string setting)
    {
        for (int i = 0; i < steps.Length; i++)
        {
            if (steps[i] > (i == 0 ? 0 : steps[i - 1])) continue;
            string got = string.Join(", ", steps);
            throw new ArgumentException($"{schedule}: {setting} must be steps above 0 that grow, got {got}.", setting);
        }
    }
}
