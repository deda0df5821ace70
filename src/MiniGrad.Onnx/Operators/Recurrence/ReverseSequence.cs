namespace MiniGrad.Onnx;

/// <summary>The first steps of each sequence in reverse, as many as its length; those behind stay.</summary>
internal sealed class ReverseSequence : OnnxOperator
{
    public override string Type => "ReverseSequence";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(2, 2);
        long batchAxis = node.Integer("batch_axis", 1), timeAxis = node.Integer("time_axis", 0);
        if ((batchAxis, timeAxis) is not ((0, 1) or (1, 0)))
            throw node.Bad(Invariant($"expected 0 and 1 as 'batch_axis' and 'time_axis', got {batchAxis} and {timeAxis}"));
        return inputs =>
        {
            Tensor<T> x = inputs.Numbers<T>(0);
            IndexTensor lengths = inputs.Integers(1).ToIndices();
            if (x.Rank < 2) throw new ArgumentException($"expected sequences [batch, time, ...] or [time, batch, ...], got {x.Shape}.");
            if (batchAxis == 1) x = x.Transpose(0, 1);
            (int batch, int steps) = (x.Shape[0], x.Shape[1]);
            SequenceLengths.CheckShape(lengths, batch, Type);
            Tensor<T> sequences = x.Reshape(batch, steps, x.Shape.Product(2, x.Rank));
            Tensor<T> reversed =
                new SequenceOrderOperation<T>(Type, sequences, lengths, isReversed: true, toTimeFirst: true, steps, behind: 0).Apply();
            Tensor<T> mask = new SequenceMaskOperation<T>(Type, lengths, steps).Apply().ExpandDimension(2);
            Tensor<T> y = Tensor.Where(mask, reversed.Transpose(0, 1), sequences).Reshape(x.Shape);
            return (batchAxis == 1 ? y.Transpose(0, 1) : y).AsNumbers();
        };
    }
}
