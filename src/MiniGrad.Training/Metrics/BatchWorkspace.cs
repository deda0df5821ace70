using System.Runtime.InteropServices;
using MiniGrad.Kernels;

namespace MiniGrad.Training;

/// <summary>Turns tensors into a batch for metrics, in memory that grows to the largest batch.</summary>
internal sealed class BatchWorkspace
{
    private double[] outputs = [];
    private double[] targets = [];
    private double[] weights = [];
    private double[] probabilities = [];
    private int[] classes = [];
    private int[] predictions = [];
    private bool hasClasses;
    private bool hasPredictions;
    private bool hasProbabilities;

    /// <summary>Whom messages name: the metric that reads the batch, where that is known.</summary>
    public string Reader { get; set; } = nameof(MetricBatch);

    /// <summary>Forgets what was computed of the batch before.</summary>
    public void Begin()
    {
        Reader = nameof(MetricBatch);
        hasClasses = hasPredictions = hasProbabilities = false;
    }

    /// <inheritdoc cref="MetricAccumulator.Add{T}(Tensor{T}, IndexTensor, Tensor{T}?)"/>
    public MetricBatch Read<T>(Tensor<T> outputs, IndexTensor labels, Tensor<T>? weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(labels);
        int columns = outputs.Rank > 0 ? outputs.Shape[-1] : 0;
        bool isBinary = outputs.Shape == labels.Shape && (outputs.Rank == 1 || columns == 1);
        if (!isBinary && !IsRows(outputs.Shape, labels.Shape))
        {
            throw new ArgumentException(
                $"Metric: expected outputs [..., classes] and labels [...], got {outputs.Shape} and {labels.Shape}.", nameof(labels));
        }
        return Batch(outputs, isBinary ? 1 : columns, labels.ElementCount, labels.Span, null, weights);
    }

    /// <inheritdoc cref="MetricAccumulator.Add{T}(Tensor{T}, Tensor{T}, Tensor{T}?)"/>
    public MetricBatch Read<T>(Tensor<T> outputs, Tensor<T> targets, Tensor<T>? weights) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (outputs.Rank == 0 || outputs.Shape != targets.Shape)
        {
            throw new ArgumentException(
                $"Metric: expected outputs and targets of the same shape, [..., columns] or [samples], got {outputs.Shape} " +
                $"and {targets.Shape}.",
                nameof(targets));
        }
        int columns = outputs.Rank == 1 ? 1 : outputs.Shape[-1];
        return Batch(outputs, columns, columns == 0 ? 0 : outputs.ElementCount / columns, [], targets, weights);
    }

    public ReadOnlySpan<int> Classes(scoped in MetricBatch batch)
    {
        if (!hasClasses)
        {
            Reserve(ref classes, batch.Count);
            if (batch.Labels.IsEmpty) ReadOneHot(batch);
            else CheckLabels(batch.Labels, batch.ClassCount, Reader);
            hasClasses = true;
        }
        return batch.Labels.IsEmpty ? classes.AsSpan(0, batch.Count) : batch.Labels;
    }

    public ReadOnlySpan<int> Predictions(scoped in MetricBatch batch)
    {
        if (!hasPredictions)
        {
            Reserve(ref predictions, batch.Count);
            for (int row = 0; row < batch.Count; row++)
                predictions[row] = Prediction(batch.Outputs.Slice(row * batch.Columns, batch.Columns));
            hasPredictions = true;
        }
        return predictions.AsSpan(0, batch.Count);
    }

    public ReadOnlySpan<double> Probabilities(scoped in MetricBatch batch)
    {
        int count = batch.Count * batch.ClassCount;
        if (!hasProbabilities)
        {
            Reserve(ref probabilities, count);
            if (batch.Columns > 1) SoftmaxKernel.Forward(batch.Outputs, batch.Count, batch.Columns, probabilities.AsSpan(0, count));
            ReadOnlySpan<int> predicted = Predictions(batch);
            for (int row = 0; row < batch.Count; row++)
            {
                Span<double> ofRow = probabilities.AsSpan(row * batch.ClassCount, batch.ClassCount);
                if (predicted[row] < 0) ofRow.Fill(double.NaN);
                else if (batch.Columns == 1) (ofRow[0], ofRow[1]) = (Sigmoid(-batch.Outputs[row]), Sigmoid(batch.Outputs[row]));
            }
            hasProbabilities = true;
        }
        return probabilities.AsSpan(0, count);
    }

    private MetricBatch Batch<T>(
        Tensor<T> outputs, int columns, int count, ReadOnlySpan<int> labels, Tensor<T>? targets, Tensor<T>? weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(
            this, count, columns, Convert(outputs.Span, ref this.outputs), labels, targets is null
                ? []
                : Convert(targets.Span, ref this.targets),
            weights is null ? [] : RowWeights(weights, outputs.Shape, count, columns));

    private ReadOnlySpan<double> RowWeights<T>(Tensor<T> weights, Shape outputs, int count, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isPerRow = weights.ElementCount == count && (weights.Shape == outputs || IsRows(outputs, weights.Shape));
        if (isPerRow) return Convert(weights.Span, ref this.weights);
        if (weights.Rank != 1 || weights.ElementCount != outputs[0])
        {
            throw new ArgumentException(
                Invariant($"Metric: expected weights [{outputs[0]}], or one for each of the {count} rows of outputs ") +
                Invariant($"{outputs}, got {weights.Shape}."),
                nameof(weights));
        }
        Reserve(ref this.weights, count);
        int rowsPerSample = count / Math.Max(1, weights.ElementCount);
        for (int row = 0; row < count; row++) this.weights[row] = double.CreateTruncating(weights.Span[row / rowsPerSample]);
        return this.weights.AsSpan(0, count);
    }

    private void ReadOneHot(in MetricBatch batch)
    {
        if (batch.Targets.IsEmpty && batch.Count > 0)
            throw new ArgumentException($"{Reader}: a metric of classes needs labels, or targets that are one-hot, got neither.");
        int columns = batch.Columns;
        for (int row = 0; row < batch.Count; row++)
        {
            ReadOnlySpan<double> ofRow = batch.Targets.Slice(row * columns, columns);
            int ones = ofRow.Count(1), zeros = ofRow.Count(0);
            if (ones + zeros != columns || columns > 1 && ones != 1)
            {
                string expected = columns == 1 ? "be 0 or 1" : "have a single 1 and be 0 elsewhere";
                string got = string.Join(", ", ofRow.ToArray().Select(target => Invariant($"{target}")));
                throw new ArgumentException(
                    Invariant($"{Reader}: a metric of classes needs labels or one-hot targets: each row must {expected}, ") +
                    Invariant($"got [{got}] at row {row}."));
            }
            classes[row] = columns == 1 ? ones : ofRow.IndexOf(1);
        }
    }

    private static void CheckLabels(ReadOnlySpan<int> labels, int classCount, string reader)
    {
        for (int row = 0; row < labels.Length; row++)
        {
            if ((uint)labels[row] < (uint)classCount) continue;
            string hint = labels[row] == classCount ? $": {IndexTensor.LabelsCountFromZero}" : "";
            throw new ArgumentOutOfRangeException(
                nameof(labels), Invariant($"{reader}: label {labels[row]} at row {row} is outside 0 to {classCount - 1}{hint}."));
        }
    }

    private static int Prediction(ReadOnlySpan<double> row)
    {
        int best = 0;
        for (int column = 0; column < row.Length; column++)
        {
            if (double.IsNaN(row[column])) return -1;
            if (row[column] > row[best]) best = column;
        }
        if (!double.IsFinite(row[best])) return -1;
        return row.Length > 1 ? best : row[0] > 0 ? 1 : 0;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>Whether a shape is that of the rows: of the outputs without their last axis.</summary>
    private static bool IsRows(Shape outputs, Shape shape) =>
        outputs.Rank == shape.Rank + 1 && outputs.AsSpan()[..^1].SequenceEqual(shape.AsSpan());

    private static ReadOnlySpan<double> Convert<T>(ReadOnlySpan<T> values, ref double[] buffer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double)) return MemoryMarshal.Cast<T, double>(values);
        Reserve(ref buffer, values.Length);
        for (int i = 0; i < values.Length; i++) buffer[i] = double.CreateTruncating(values[i]);
        return buffer.AsSpan(0, values.Length);
    }

    private static void Reserve<TElement>(ref TElement[] buffer, int length)
    {
        if (buffer.Length < length) buffer = new TElement[length];
    }
}
