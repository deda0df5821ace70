namespace MiniGrad.Benchmarks.Benchmarks;

/// <summary>A network with ReLU trained by gradient descent, as a textbook writes it: loops over arrays, sample by sample. What MiniGrad's
/// speed is measured against.</summary>
internal sealed class NaiveNetwork
{
    private readonly float[][,] weights;
    private readonly float[][,] weightGradients;
    private readonly float[][] biases;
    private readonly float[][] biasGradients;
    private readonly float[][] values;
    private readonly float[][] valueGradients;

    public NaiveNetwork(IReadOnlyList<int> sizes, Random random)
    {
        int layers = sizes.Count - 1;
        weights = [.. Enumerable.Range(0, layers).Select(i => new float[sizes[i], sizes[i + 1]])];
        weightGradients = [.. weights.Select(weight => new float[weight.GetLength(0), weight.GetLength(1)])];
        biases = [.. sizes.Skip(1).Select(size => new float[size])];
        biasGradients = [.. sizes.Skip(1).Select(size => new float[size])];
        values = [.. sizes.Select(size => new float[size])];
        valueGradients = [.. sizes.Select(size => new float[size])];
        foreach (float[,] weight in weights)
        {
            float bound = MathF.Sqrt(6f / weight.GetLength(0));
            for (int i = 0; i < weight.GetLength(0); i++)
                for (int j = 0; j < weight.GetLength(1); j++) weight[i, j] = (2 * random.NextSingle() - 1) * bound;
        }
    }

    /// <summary>The scores for one row.</summary>
    public float[] Infer(ReadOnlySpan<float> row)
    {
        row.CopyTo(values[0]);
        for (int layer = 0; layer < weights.Length; layer++)
        {
            float[] x = values[layer], y = values[layer + 1];
            for (int j = 0; j < y.Length; j++)
            {
                float sum = biases[layer][j];
                for (int i = 0; i < x.Length; i++) sum += x[i] * weights[layer][i, j];
                y[j] = layer < weights.Length - 1 ? MathF.Max(sum, 0) : sum;
            }
        }
        return values[^1];
    }

    /// <summary>One step on a batch.</summary>
    /// <returns>The mean loss before it.</returns>
    public float Step(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, float learningRate)
    {
        float loss = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            float[] scores = Infer(inputs.Slice(row * values[0].Length, values[0].Length));
            loss += CrossEntropy(scores, labels[row], valueGradients[^1]);
            Backward();
        }
        Descend(learningRate / labels.Length);
        return loss / labels.Length;
    }

    /// <summary>The loss of one row of scores, and its gradient.</summary>
    public static float CrossEntropy(ReadOnlySpan<float> scores, int label, Span<float> gradient)
    {
        float largest = float.NegativeInfinity, sum = 0;
        foreach (float score in scores) largest = MathF.Max(largest, score);
        for (int i = 0; i < scores.Length; i++) sum += gradient[i] = MathF.Exp(scores[i] - largest);
        for (int i = 0; i < scores.Length; i++) gradient[i] /= sum;
        gradient[label] -= 1;
        return MathF.Log(sum) - (scores[label] - largest);
    }

    private void Backward()
    {
        for (int layer = weights.Length - 1; layer >= 0; layer--)
        {
            float[] x = values[layer], dx = valueGradients[layer], dy = valueGradients[layer + 1];
            for (int j = 0; j < dy.Length; j++) biasGradients[layer][j] += dy[j];
            for (int i = 0; i < x.Length; i++)
            {
                float sum = 0;
                for (int j = 0; j < dy.Length; j++)
                {
                    weightGradients[layer][i, j] += x[i] * dy[j];
                    sum += weights[layer][i, j] * dy[j];
                }
                dx[i] = x[i] > 0 ? sum : 0;
            }
        }
    }

    private void Descend(float rate)
    {
        for (int layer = 0; layer < weights.Length; layer++)
        {
            for (int j = 0; j < biases[layer].Length; j++)
            {
                biases[layer][j] -= rate * biasGradients[layer][j];
                biasGradients[layer][j] = 0;
                for (int i = 0; i < weights[layer].GetLength(0); i++)
                {
                    weights[layer][i, j] -= rate * weightGradients[layer][i, j];
                    weightGradients[layer][i, j] = 0;
                }
            }
        }
    }
}
