using static System.FormattableString;

namespace MiniGrad.Data;

/// <summary>Divides samples, by their places, into parts for training, validation and test, or into folds for cross-validation.</summary>
/// <remarks>Every sample is in one part. A part has its share of the samples, and of each class where labels are given, to within one
/// sample. The same generator in the same state gives the same parts.</remarks>
public static class Partition
{
    // 49 times a 49th comes out as 0.9999…
    private const double Tolerance = 1e-12;

    /// <summary>Parts of given shares.</summary>
    /// <param name="count">The number of samples.</param>
    /// <param name="shares">The share of each part, from 0 to 1, summing to 1 (to within 10⁻⁶).</param>
    /// <param name="shuffle">Draws an order before the samples are divided. Default: the order of the data.</param>
    /// <returns>The places of the samples of each part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative, or a share is.</exception>
    /// <exception cref="ArgumentException">The shares do not sum to 1.</exception>
    public static int[][] Split(int count, ReadOnlySpan<double> shares, Random? shuffle = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return SplitStratified(new int[count], shares, shuffle);
    }

    /// <summary>Parts of given shares, each with its share of every class.</summary>
    /// <param name="labels">The class of each sample, any numbers.</param>
    /// <param name="shares">The share of each part, from 0 to 1, summing to 1 (to within 10⁻⁶).</param>
    /// <param name="shuffle">Draws an order before the samples are divided. Default: the order of the data.</param>
    /// <returns>The places of the samples of each part, in the order drawn.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A share is negative.</exception>
    /// <exception cref="ArgumentException">The shares do not sum to 1.</exception>
    public static int[][] SplitStratified(ReadOnlySpan<int> labels, ReadOnlySpan<double> shares, Random? shuffle = null)
    {
        double[] exact = Checked(shares);
        int[] order = [.. Enumerable.Range(0, labels.Length)];
        shuffle?.Shuffle(order);
        int[] partOf = new int[labels.Length];
        double[] owed = new double[shares.Length];
        foreach (int[] members in ByClass(labels, order))
        {
            int next = 0;
            int[] sizes = Sizes(members.Length, exact, owed);
            for (int part = 0; part < sizes.Length; part++)
                for (int end = next + sizes[part]; next < end; next++) partOf[members[next]] = part;
        }

        var parts = new List<int>[shares.Length];
        for (int part = 0; part < parts.Length; part++) parts[part] = [];
        foreach (int sample in order) parts[partOf[sample]].Add(sample);
        return [.. parts.Select(part => part.ToArray())];
    }

    /// <summary>Each of k parts once for validation, with the others for training.</summary>
    /// <param name="count">The number of samples, at least that of folds.</param>
    /// <param name="folds">k, at least 2.</param>
    /// <param name="shuffle">Draws an order before the samples are divided. Default: the order of the data.</param>
    /// <returns>The places of the samples of each fold, in the order of the data.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two folds, or fewer samples than folds.</exception>
    public static IReadOnlyList<(int[] Training, int[] Validation)> Folds(int count, int folds, Random? shuffle = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return StratifiedFolds(new int[count], folds, shuffle);
    }

    /// <summary>Each of k parts once for validation, with the others for training; every part with its share of each class.</summary>
    /// <param name="labels">The class of each sample, any numbers; at least as many as folds.</param>
    /// <param name="folds">k, at least 2.</param>
    /// <param name="shuffle">Draws an order before the samples are divided. Default: the order of the data.</param>
    /// <returns>The places of the samples of each fold, in the order of the data.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two folds, or fewer samples than folds.</exception>
    public static IReadOnlyList<(int[] Training, int[] Validation)> StratifiedFolds(
        ReadOnlySpan<int> labels, int folds, Random? shuffle = null)
    {
        Guard.That(
            folds >= 2 && folds <= labels.Length, folds, $"from 2 to the number of samples, {labels.Length}", "Folds");
        double[] shares = new double[folds];
        Array.Fill(shares, 1.0 / folds);
        int[][] parts = SplitStratified(labels, shares, shuffle);
        var pairs = new (int[] Training, int[] Validation)[folds];
        for (int fold = 0; fold < folds; fold++)
        {
            int[] training = [.. parts.Where((_, part) => part != fold).SelectMany(part => part).Order()];
            pairs[fold] = (training, [.. parts[fold].Order()]);
        }
        return pairs;
    }

    internal static void CheckPlaces(ReadOnlySpan<int> places, int count)
    {
        foreach (int place in places)
            if ((uint)place >= (uint)count)
                Guard.Refuse(place, Invariant($"from 0 to {count - 1}"), "Select", "each place", nameof(places));
    }

    /// <summary>The members of each class in the order given, the class that comes first first.</summary>
    private static IEnumerable<int[]> ByClass(ReadOnlySpan<int> labels, int[] order)
    {
        int[] classes = labels.ToArray();
        return order.GroupBy(sample => classes[sample]).Select(group => group.ToArray());
    }

    /// <summary>Numbers of samples next to the shares of a class. After rounding down, the rest goes to the parts that this class and those
    /// before owe most.</summary>
    private static int[] Sizes(int count, double[] shares, double[] owed)
    {
        int[] sizes = new int[shares.Length];
        bool[] isExact = new bool[sizes.Length];
        int left = count;
        for (int part = 0; part < sizes.Length; part++)
        {
            double share = count * shares[part];
            sizes[part] = (int)Math.Floor(share + (Tolerance * count));
            isExact[part] = share - sizes[part] <= Tolerance * count;
            owed[part] += share - sizes[part];
            left -= sizes[part];
        }
        foreach (
            int part in Enumerable.Range(0, sizes.Length).OrderBy(part => isExact[part]).ThenByDescending(part => owed[part]).Take(left))
        {
            sizes[part]++;
            owed[part]--;
        }
        return sizes;
    }

    /// <summary>The shares, divided by their sum.</summary>
    private static double[] Checked(ReadOnlySpan<double> shares)
    {
        double sum = 0;
        foreach (double share in shares) sum += Guard.AtLeast(share, 0, "Split", "each share", nameof(shares));
        if (!(Math.Abs(sum - 1) <= 1e-6))
            throw new ArgumentException(Invariant($"Split: expected shares that sum to 1, got {sum:G6}."), nameof(shares));
        return [.. shares.ToArray().Select(share => share / sum)];
    }
}
