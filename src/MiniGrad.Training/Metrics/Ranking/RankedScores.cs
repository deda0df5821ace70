using System.Runtime.InteropServices;

namespace MiniGrad.Training;

/// <summary>The scores of all samples in some columns, each to be ranked, with the samples' weights.</summary>
internal sealed class RankedScores
{
    private readonly List<double> scores = [];
    private readonly List<double> weights = [];

    /// <summary>The number of scores of a sample.</summary>
    public int Columns { get; private set; }

    /// <summary>The number of samples.</summary>
    public int Count { get; private set; }

    /// <summary>Makes room for a sample's scores.</summary>
    public Span<double> Add(int columns, double weight)
    {
        Columns = columns;
        Count++;
        AddWeight(weight);
        CollectionsMarshal.SetCount(scores, scores.Count + columns);
        return CollectionsMarshal.AsSpan(scores)[^columns..];
    }

    /// <summary>How much a sample counts.</summary>
    public double Weight(int sample) => weights.Count == 0 ? 1 : weights[sample];

    /// <summary>The steps of a column.</summary>
    public List<ScoreStep> Steps(int column, Func<int, bool> isInside)
    {
        double[] ofColumn = new double[Count];
        for (int sample = 0; sample < ofColumn.Length; sample++) ofColumn[sample] = scores[sample * Columns + column];
        return ScoreStep.Of(ofColumn, isInside, Weight);
    }

    /// <summary>The steps of all columns as if they were one.</summary>
    /// <param name="isInside">Whether a sample is of a column, by <c>sample · columns + column</c>.</param>
    public List<ScoreStep> AllSteps(Func<int, bool> isInside) => ScoreStep.Of([.. scores], isInside, place => Weight(place / Columns));

    /// <summary>Weights are kept from the first on that is not 1.</summary>
    private void AddWeight(double weight)
    {
        if (weight == 1 && weights.Count == 0) return;
        while (weights.Count < Count - 1) weights.Add(1);
        weights.Add(weight);
    }
}
