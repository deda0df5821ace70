namespace MiniGrad.Cli;

/// <summary>The accuracy that <c>--minimum-accuracy</c> asks for.</summary>
internal static class AccuracyGoal
{
    /// <summary>Whether the accuracy is as high as the percentage, if there is one. Says so on the stream for errors where it is
    /// not.</summary>
    public static bool IsReached(double? accuracy, double? percent)
    {
        if (percent is not { } goal || accuracy * 100 >= goal) return true;
        Messages.Error(FormattableString.Invariant($"the accuracy of {accuracy * 100:F2} % is below the {goal} % asked for"));
        return false;
    }
}
