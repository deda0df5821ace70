using System.Runtime.CompilerServices;
using static System.FormattableString;

namespace MiniGrad.Schedules;

/// <summary>Makes schedules of the learning rate, each in a file of its own.</summary>
/// <remarks>
/// Values are those of PyTorch's schedulers unless the documentation says otherwise. Those are multiplied from step to step; these are computed from
/// the step alone, so that they differ in the last digits.
/// </remarks>
public static partial class LearningRate
{
    internal static void CheckNotNegative(
        double value, [CallerArgumentExpression(nameof(value))] string setting = "", [CallerMemberName] string schedule = "") =>
        Check(value >= 0 && double.IsFinite(value), value, "a finite number of at least 0", setting, schedule);

    internal static void CheckPositive(double value, [CallerArgumentExpression(nameof(value))] string setting = "", [CallerMemberName] string schedule = "") =>
        Check(value > 0 && double.IsFinite(value), value, "a finite number above 0", setting, schedule);

    internal static void CheckCount(long value, [CallerArgumentExpression(nameof(value))] string setting = "", [CallerMemberName] string schedule = "") =>
        Check(value > 0, value, "at least 1", setting, schedule);

    internal static void Check<TValue>(
        bool isValid, TValue value, string expected, [CallerArgumentExpression(nameof(value))] string setting = "", [CallerMemberName] string schedule = "")
    {
        if (!isValid) throw new ArgumentOutOfRangeException(setting, Invariant($"{schedule}: {setting} must be {expected}, got {value}."));
    }

    /// <summary>Steps at which something begins: later than the start, and in order.</summary>
    private static void CheckOrder(long[] steps, string setting, [CallerMemberName] string schedule = "")
    {
        for (int i = 0; i < steps.Length; i++)
        {
            if (steps[i] > (i == 0 ? 0 : steps[i - 1])) continue;
            throw new ArgumentException(Invariant($"{schedule}: {setting} must be steps above 0 that grow, got {string.Join(", ", steps)}."), setting);
        }
    }
}
