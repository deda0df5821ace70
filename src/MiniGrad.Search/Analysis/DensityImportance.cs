namespace MiniGrad.Search;

/// <summary>Importance of parameters by the divergence of densities: see <see cref="StudyAnalysis.Importance"/>.</summary>
internal static class DensityImportance
{
    /// <summary>The cells of a continuum, and of separate values that are more.</summary>
    private const int MostCells = 64;

    public static IReadOnlyList<ParameterImportance> Of(
        SearchSpace space, IReadOnlyList<TrialRecord> trials, Goal goal, int goalIndex, double best, double among)
    {
        (TrialRecord Trial, double Loss)[] ranked =
        [
            .. trials.Where(trial => trial.IsFinished && trial.Values.Count > 0)
                .Select(trial => (trial, Losses.Of([trial.Values[goalIndex]], [goal])[0]))
                .OrderBy(entry => entry.trial.Violation).ThenBy(entry => entry.Item2).ThenBy(entry => entry.trial.Number),
        ];
        double[] divergences = [.. space.Parameters.Select(parameter => Divergence(parameter, ranked, best, among))];
        double sum = divergences.Sum();
        return
        [
            .. space.Parameters.Select((parameter, i) => new ParameterImportance(parameter, sum > 0 ? divergences[i] / sum : 0))
                .OrderByDescending(importance => importance.Share).ThenBy(importance => importance.Parameter.Index),
        ];
    }

    private static double Divergence(
        HyperParameter parameter, IEnumerable<(TrialRecord Trial, double Loss)> ranked, double best, double among)
    {
        (TrialRecord Trial, double Loss)[] own =
            [.. ranked.Where(entry => !double.IsNaN(entry.Trial.Parameters.Numbers[parameter.Index]))];
        double[] values = Array.ConvertAll(own, entry => entry.Trial.Parameters.Numbers[parameter.Index]);
        int all = CountOf(own, among), top = CountOf(own, best);
        return top >= all ? 0 : Divergence(parameter.Domain, values.AsSpan(0, all), top);
    }

    /// <summary>The number of the best, with those that are as good as the last of them.</summary>
    private static int CountOf((TrialRecord Trial, double Loss)[] ranked, double share)
    {
        // 0.1 · 30 is a little more than 3.
        int count = Math.Min(ranked.Length, Math.Max(2, (int)Math.Ceiling(share * ranked.Length - 1e-9)));
        while (count > 0 && count < ranked.Length && IsAsGood(ranked[count], ranked[count - 1])) count++;
        return count;

        static bool IsAsGood((TrialRecord Trial, double Loss) one, (TrialRecord Trial, double Loss) other) =>
            one.Loss == other.Loss && one.Trial.Violation == other.Trial.Violation;
    }

    /// <summary>The Pearson divergence of the first values from all, less its mean over random choices of so many.</summary>
    private static double Divergence(Domain domain, ReadOnlySpan<double> values, int top)
    {
        int cells = domain.Count is { } count && (count <= MostCells || domain.IsChoice) ? (int)count : MostCells;
        if (cells < 2) return 0;
        bool isSeparate = cells == domain.Count;
        double[] before = new double[cells], among = new double[cells];
        for (int i = 0; i < values.Length; i++)
        {
            int cell = isSeparate
                ? (int)domain.PlaceOf(values[i])
                : Math.Min(cells - 1, (int)(domain.ToUnit(values[i]) * cells));
            among[cell]++;
            if (i < top) before[cell]++;
        }
        double[,]? kernel = domain.IsChoice ? null : Kernel(domain, cells, isSeparate, before, top);
        double divergence = 0, chance = 0;
        for (int x = 0; x < cells; x++)
        {
            double p = 0, q = 0, squares = 0;
            for (int i = 0; i < cells; i++)
            {
                double weight = kernel?[i, x] ?? (i == x ? 1 : 0);
                p += among[i] * weight / values.Length;
                q += before[i] * weight / top;
                squares += among[i] * weight * weight / values.Length;
            }
            if (p <= 0) continue;
            divergence += (q - p) * (q - p) / p;
            chance += Math.Max(0, squares - p * p) / p;
        }
        // The variance of a mean of some of a finite number, drawn without replacement.
        return Math.Max(0, divergence - chance * (values.Length - top) / ((double)top * (values.Length - 1)));
    }

    /// <summary>By row, how the mass of a cell is spread over all: a Gaussian cut off at the ends.</summary>
    private static double[,] Kernel(Domain domain, int cells, bool isSeparate, double[] before, int top)
    {
        double[] centers = new double[cells], widths = new double[cells];
        (double low, double high) = domain.Ends;
        for (int i = 0; i < cells; i++)
        {
            (double Low, double High) cell = isSeparate
                ? domain.Cell(domain.ValueAt(i))
                : (low + (high - low) * i / cells, low + (high - low) * (i + 1) / cells);
            (centers[i], widths[i]) = ((cell.Low + cell.High) / 2, cell.High - cell.Low);
        }
        double bandwidth = Math.Max(Scott(centers, before, top), (high - low) / (4.0 * cells));
        double[,] kernel = new double[cells, cells];
        for (int i = 0; i < cells; i++)
        {
            double sum = 0;
            for (int x = 0; x < cells; x++)
            {
                double distance = (centers[x] - centers[i]) / bandwidth;
                sum += kernel[i, x] = widths[x] * Math.Exp(-distance * distance / 2);
            }
            for (int x = 0; x < cells; x++) kernel[i, x] /= sum;
        }
        return kernel;
    }

    /// <summary>The width by Scott's rule, 1.06 · σ · n^(−1/5), σ the smaller of the standard deviation and of what the middle half of a
    /// normal distribution would have.</summary>
    private static double Scott(double[] centers, double[] counts, int count)
    {
        double mean = 0, variance = 0;
        for (int i = 0; i < centers.Length; i++) mean += counts[i] * centers[i] / count;
        for (int i = 0; i < centers.Length; i++) variance += counts[i] * (centers[i] - mean) * (centers[i] - mean) / (count - 1);
        double middle = (Quantile(0.75) - Quantile(0.25)) / 1.34;
        double deviation = middle > 0 ? Math.Min(Math.Sqrt(variance), middle) : Math.Sqrt(variance);
        return 1.06 * deviation * Math.Pow(count, -0.2);

        double Quantile(double share)
        {
            double seen = 0;
            int place = 0;
            while (place < centers.Length - 1 && (seen += counts[place]) < share * count) place++;
            return centers[place];
        }
    }
}
