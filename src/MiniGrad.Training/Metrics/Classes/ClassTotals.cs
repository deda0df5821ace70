namespace MiniGrad.Training;

/// <summary>The sums over the classes that coefficients of agreement are made of.</summary>
internal readonly struct ClassTotals
{
    public ClassTotals(ClassCounts counts)
    {
        PreciseSum actual = default, predicted = default;
        for (int index = 0; index < counts.ClassCount; index++)
        {
            actual.Add(counts.Actual(index));
            predicted.Add(counts.Predicted(index));
        }
        (Right, Actual, Predicted) = (counts.Right, actual.Value, predicted.Value);
        Unpredicted = counts.Unpredicted;
    }

    /// <summary>The weight of the samples whose class is predicted.</summary>
    public double Right { get; }

    /// <summary>The weight of all samples.</summary>
    public double Actual { get; }

    /// <summary>The weight of the samples that some class is predicted for.</summary>
    public double Predicted { get; }

    /// <summary>The weight of the others.</summary>
    public double Unpredicted { get; }
}
