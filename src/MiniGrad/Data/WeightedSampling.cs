using static System.FormattableString;

namespace MiniGrad.Data;

/// <summary>Epochs in which samples are drawn with probabilities of their own, each as often as chance has it, instead of once each: for
/// the <c>Batching</c> of a trainer.</summary>
/// <remarks>An epoch has as many samples as the data. Against classes of different sizes there are class weights as well, which change what
/// a sample counts rather than how often it is seen: with them a rare class makes few and large steps, with drawing many small ones.
/// The table of the draws is that of A. J. Walker (1977) by the algorithm of M. D. Vose, "A linear algorithm for generating random numbers
/// with a given distribution", 1991.</remarks>
/// <example><code>
/// var trainer = new Trainer&lt;float&gt;(model, new Adam&lt;float&gt;(model.Parameters), training)
/// {
///     Batching = WeightedSampling.ByClass&lt;float&gt;(),
/// };
/// </code></example>
public static class WeightedSampling
{
    /// <summary>Draws each class as often as the others, and in a class each sample.</summary>
    /// <returns>A function of the data, which have one label for each sample, the size of a batch, a generator, and whether a last batch
    /// that is not full is left out. It refuses data of other kinds, and to work without a generator.</returns>
    public static Func<Dataset<T>, int, Random?, bool, IEnumerable<Batch<T>>> ByClass<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (data, size, random, dropsLast) =>
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Parts.Labels is not [{ Shape.Rank: 1 } labels])
            throw new ArgumentException($"WeightedSampling: expected one label for each sample, got {data.Parts}.", nameof(data));
        int[] counts = new int[labels.ElementCount == 0 ? 0 : labels.Max() + 1];
        foreach (int label in labels.Span) counts[label]++;
        double[] weights = [.. labels.Select(label => 1.0 / counts[label])];
        return Draw(data, weights, size, random, dropsLast);
    };

    /// <summary>Draws each sample with a probability in proportion to its weight.</summary>
    /// <param name="weights">A number of at least 0 for each sample, at least one above 0.</param>
    /// <inheritdoc cref="ByClass{T}" path="/returns"/>
    /// <exception cref="ArgumentException">A weight is negative or not finite, or none is above 0.</exception>
    public static Func<Dataset<T>, int, Random?, bool, IEnumerable<Batch<T>>> By<T>(IReadOnlyList<double> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(weights);
        double[] given = [.. weights];
        foreach (double weight in given) Guard.NotNegative(weight, nameof(WeightedSampling), "each weight", nameof(weights));
        if (!Array.Exists(given, weight => weight > 0))
            throw new ArgumentException("WeightedSampling: expected a weight above 0, got none.", nameof(weights));
        return (data, size, random, dropsLast) => Draw(data, given, size, random, dropsLast);
    }

    private static IEnumerable<Batch<T>> Draw<T>(Dataset<T> data, double[] weights, int size, Random? random, bool dropsLast)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        Guard.AtLeast(size, 1, nameof(WeightedSampling), "the batch size");
        if (random is null)
            throw new ArgumentException("WeightedSampling: expected a generator, got null: the order of a trainer has to be drawn " +
                "(Shuffles).");
        if (weights.Length != data.Count)
        {
            throw new ArgumentException(
                Invariant($"WeightedSampling: expected a weight for each of {data.Count} samples, got {weights.Length}."), nameof(weights));
        }
        return Cut();

        IEnumerable<Batch<T>> Cut()
        {
            if (data.Count == 0) yield break;
            AliasTable table = new(weights);
            Shape[] shapes = [];
            int[] drawn = new int[data.Count];
            for (int i = 0; i < drawn.Length; i++) drawn[i] = table.Draw(random);
            for (int start = 0, length = 0; start < drawn.Length; start += length)
            {
                int left = Math.Min(size, drawn.Length - start);
                if (left < size && dropsLast) yield break;
                if (left != length) shapes = Batch<T>.ShapesOf(data.Parts, left);
                length = left;
                yield return new Batch<T>(data.Parts, drawn.AsMemory(start, length), shapes);
            }
        }
    }

    /// <summary>Draws places in proportion to weights, each in the same time.</summary>
    private sealed class AliasTable
    {
        private readonly double[] shares;
        private readonly int[] others;

        public AliasTable(double[] weights)
        {
            int count = weights.Length;
            // Divided first, so that no sum overflows.
            double largest = weights.Max(), sum = weights.Sum(weight => weight / largest);
            shares = Array.ConvertAll(weights, weight => weight / largest / sum * count);
            others = [.. Enumerable.Range(0, count)];
            Stack<int> small = new(), large = new();
            for (int place = 0; place < count; place++) (shares[place] < 1 ? small : large).Push(place);
            while (small.Count > 0 && large.Count > 0)
            {
                int less = small.Pop(), more = large.Peek();
                others[less] = more;
                shares[more] -= 1 - shares[less];
                if (shares[more] < 1) small.Push(large.Pop());
            }
            // What is left over is 1 but for rounding; a weight of 0 is never drawn.
            foreach (int place in large) shares[place] = 1;
            foreach (int place in small)
            {
                if (weights[place] > 0) shares[place] = 1;
                else others[place] = Array.FindIndex(weights, weight => weight > 0);
            }
        }

        public int Draw(Random random)
        {
            int place = random.Next(shares.Length);
            return random.NextDouble() < shares[place] ? place : others[place];
        }
    }
}
