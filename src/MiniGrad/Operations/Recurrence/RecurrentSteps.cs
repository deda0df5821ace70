namespace MiniGrad;

/// <summary>The steps of a recurrent layer in elementary operations, which can be differentiated to any order: the same function as
/// <see cref="RecurrentOperation{T}"/>.</summary>
internal static class RecurrentSteps<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The output of the operation on these inputs.</summary>
    public static Tensor<T> Of(
        RecurrentKind kind, Tensor<T> projected, Tensor<T> weight, Tensor<T>? bias, Tensor<T>? initial, IndexTensor? lengths)
    {
        int steps = projected.Shape[0], batch = projected.Shape[1], units = weight.Shape[0], columns = weight.Shape[1];
        Tensor<T>[] state = [.. Enumerable.Range(0, kind.States).Select(
            place => initial is null ? Tensor.Zeros<T>([batch, units]) : initial.Slice(0, place, 1).Reshape(batch, units))];
        Tensor<T>? mask = lengths is null ? null : new SequenceMaskOperation<T>(kind.Name, lengths, steps).Apply();
        List<Tensor<T>> outputs = [], parts = [];
        Split(projected, parts);
        for (int step = 0; step < steps; step++)
        {
            Tensor<T> p = parts[step].Reshape(batch, columns);
            Tensor<T>[] next = kind == RecurrentKind.Lstm ? Lstm(p, weight, state[0], state[1]) : Gru(p, weight, bias!, state[0]);
            Tensor<T>? isRunning = mask?.Slice(1, step, 1);
            state = isRunning is null ? next : [.. next.Zip(state, (after, before) => Tensor.Where(isRunning, after, before))];
            outputs.Add(state[0].ExpandDimension(0));
        }
        if (kind.States > 1) outputs.Add(state[1].ExpandDimension(0));
        return outputs.Count == 0 ? projected.Reshape(0, batch, units) : Join(outputs);
    }

    /// <summary>The steps, by halves: the gradient of a slice is as large as what it is cut from, so that slices of the whole would take
    /// memory with the square of the number of steps.</summary>
    private static void Split(Tensor<T> sequence, List<Tensor<T>> parts)
    {
        int steps = sequence.Shape[0], half = steps / 2;
        if (steps == 1) parts.Add(sequence);
        if (steps < 2) return;
        Split(sequence.Slice(0, 0, half), parts);
        Split(sequence.Slice(0, half, steps - half), parts);
    }

    /// <summary>One behind the other, by halves for the same reason.</summary>
    private static Tensor<T> Join(List<Tensor<T>> parts)
    {
        while (parts.Count > 1)
            parts = [.. parts.Chunk(2).Select(pair => pair.Length == 1 ? pair[0] : Tensor.Concatenate(pair, axis: 0))];
        return parts[0];
    }

    private static Tensor<T>[] Lstm(Tensor<T> projected, Tensor<T> weight, Tensor<T> hidden, Tensor<T> cell)
    {
        int units = weight.Shape[0];
        Tensor<T> sums = projected + hidden.MatMul(weight);
        Tensor<T> next = Gate(sums, 1, units).Sigmoid() * cell + Gate(sums, 0, units).Sigmoid() * Gate(sums, 2, units).Tanh();
        return [Gate(sums, 3, units).Sigmoid() * next.Tanh(), next];
    }

    private static Tensor<T>[] Gru(Tensor<T> projected, Tensor<T> weight, Tensor<T> bias, Tensor<T> hidden)
    {
        int units = weight.Shape[0];
        Tensor<T> inner = hidden.Linear(weight, bias), sums = projected + inner;
        Tensor<T> update = Gate(sums, 1, units).Sigmoid();
        Tensor<T> next = (Gate(projected, 2, units) + Gate(sums, 0, units).Sigmoid() * Gate(inner, 2, units)).Tanh();
        return [(T.One - update) * next + update * hidden];
    }

    private static Tensor<T> Gate(Tensor<T> sums, int gate, int units) => sums.Slice(1, gate * units, units);
}
