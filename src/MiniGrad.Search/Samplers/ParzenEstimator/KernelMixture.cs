using System.Runtime.CompilerServices;

namespace MiniGrad.Search;

/// <summary>A weighted sum of product kernels, one for each of some trials, and of a uniform distribution beside them: with the weights w,
/// p(x) = (w₀ u(x) + Σ wᵢ Πⱼ k(xⱼ; xᵢⱼ)) / (w₀ + Σ wᵢ).</summary>
/// <remarks>The sums over many trials are the sampler's work. What a trial adds whatever the candidate is computed once and kept while the
/// bandwidths stay.</remarks>
internal sealed class KernelMixture(KernelAxis[] axes)
{
    private const double RootHalf = 0.70710678118654752;
    private static readonly int chunkSize = 4 * Vector<double>.Count;
    private readonly int[] continua = [.. Enumerable.Range(0, axes.Length).Where(axis => axes[axis].IsContinuum)];
    private readonly int[] separate = [.. Enumerable.Range(0, axes.Length).Where(axis => !axes[axis].IsContinuum)];
    private readonly double[] target = new double[axes.Length];
    private readonly double[][] positions = [.. axes.Select(_ => Array.Empty<double>())];
    private int[] steps = [];
    private double[] bandwidths = [];
    private double[] scales = [];
    private int capacity;

    // The middles over √2 bandwidths in a continuum, by chunks of kernels, in a chunk by axes: read one after the other.
    private double[] scaled = [];
    private double[] norms = [];
    private double[] bases = [];
    private double[] sums = [];
    private double[] logWeights = [];

    public int Count { get; private set; }

    public double LogUniformWeight { get; set; }

    public IReadOnlyList<double> Bandwidths => bandwidths;

    public IReadOnlyList<int> Steps => steps;

    public double Position(int axis, int kernel) => positions[axis][kernel];

    /// <summary>The logarithms of the kernels' weights, which with the uniform one's must add up to 1; −∞ for none.</summary>
    public Span<double> LogWeights => logWeights.AsSpan(0, Count);

    /// <summary>Sets the bandwidths, by their steps.</summary>
    public void SetSteps(ReadOnlySpan<int> wanted)
    {
        if (wanted.SequenceEqual(steps)) return;
        steps = wanted.ToArray();
        bandwidths = Array.ConvertAll(steps, KernelAxis.BandwidthOf);
        scales = Array.ConvertAll(bandwidths, bandwidth => RootHalf / bandwidth);
        for (int i = 0; i < Count; i++) Prepare(i);
    }

    /// <summary>Adds a kernel at the positions of a trial.</summary>
    public void Add(ReadOnlySpan<double> at, KernelNorms? known = null)
    {
        if (Count == capacity) Grow();
        for (int axis = 0; axis < axes.Length; axis++) positions[axis][Count] = at[axis];
        Prepare(Count++, known);
    }

    /// <summary>Takes the last kernels away.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>Must follow a change of kernels, bandwidths or weights.</summary>
    public void Finish()
    {
        int padded = Padded(Count);
        for (int i = 0; i < Count; i++) bases[i] = logWeights[i] - norms[i];
        bases.AsSpan(Count, padded - Count).Fill(double.NegativeInfinity);
    }

    /// <summary>The logarithm of the density at some positions.</summary>
    public double LogDensity(ReadOnlySpan<double> at)
    {
        double uniform = LogUniformWeight;
        for (int axis = 0; axis < axes.Length; axis++) uniform += axes[axis].LogUniform(at[axis]);
        if (Count == 0) return uniform;
        AddContinua(at);
        Span<double> logs = sums.AsSpan(0, Count);
        foreach (int axis in separate) AddSeparate(axis, (long)at[axis], logs);
        double most = uniform;
        foreach (double log in logs) most = Math.Max(most, log);
        return most + Math.Log(Math.Exp(uniform - most) + SumOfExponentials(logs, most));
    }

    /// <summary>Σ exp(x − m). What is far below adds nothing.</summary>
    private static double SumOfExponentials(ReadOnlySpan<double> x, double most)
    {
        Vector<double> sum = default, shift = new(most), least = new(-700);
        int i = 0;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
            sum += Vector.Exp(Vector.Max(new Vector<double>(x[i..]) - shift, least));
        double rest = 0;
        for (; i < x.Length; i++) rest += Math.Exp(Math.Max(x[i] - most, -700));
        return Vector.Sum(sum) + rest;
    }

    /// <summary>The logarithm of one kernel's density along one axis.</summary>
    public double LogDensity(int kernel, int axis, double at)
    {
        KernelAxis along = axes[axis];
        double position = positions[axis][kernel], middle = along.Middle(position), bandwidth = bandwidths[axis];
        if (along.HasRows) return along.Row(steps[axis], (long)at)[(int)position] - along.LogNorm(middle, bandwidth);
        double distance = (at - middle) / bandwidth;
        return (along.IsContinuum ? -0.5 * distance * distance : along.LogCellMass((long)at, middle, bandwidth))
            - along.LogNorm(middle, bandwidth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddContinua(ReadOnlySpan<double> at)
    {
        int width = Vector<double>.Count, chunk = 4 * width, length = Padded(Count);
        for (int j = 0; j < continua.Length; j++) target[j] = at[continua[j]] * scales[continua[j]];
        for (int i = 0, from = 0; i < length; i += chunk)
        {
            Vector<double> a = default, b = default, c = default, d = default;
            for (int j = 0; j < continua.Length; j++, from += chunk)
            {
                Vector<double> wanted = new(target[j]);
                Vector<double> one = wanted - new Vector<double>(scaled, from), two = wanted - new Vector<double>(scaled, from + width);
                Vector<double> three = wanted - new Vector<double>(scaled, from + 2 * width);
                Vector<double> four = wanted - new Vector<double>(scaled, from + 3 * width);
                a = Vector.FusedMultiplyAdd(one, one, a);
                b = Vector.FusedMultiplyAdd(two, two, b);
                c = Vector.FusedMultiplyAdd(three, three, c);
                d = Vector.FusedMultiplyAdd(four, four, d);
            }
            (new Vector<double>(bases, i) - a).CopyTo(sums, i);
            (new Vector<double>(bases, i + width) - b).CopyTo(sums, i + width);
            (new Vector<double>(bases, i + 2 * width) - c).CopyTo(sums, i + 2 * width);
            (new Vector<double>(bases, i + 3 * width) - d).CopyTo(sums, i + 3 * width);
        }
    }

    private void AddSeparate(int axis, long place, Span<double> logs)
    {
        ReadOnlySpan<double> places = positions[axis].AsSpan(0, logs.Length);
        if (axes[axis].HasRows)
        {
            double[] row = axes[axis].Row(steps[axis], place);
            for (int i = 0; i < places.Length; i++) logs[i] += row[(int)places[i]];
        }
        else
            for (int i = 0; i < places.Length; i++)
                logs[i] += axes[axis].LogCellMass(place, axes[axis].Middle(places[i]), bandwidths[axis]);
    }

    private void Prepare(int kernel, KernelNorms? known = null)
    {
        double norm = 0;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            double position = positions[axis][kernel];
            norm += known?.Of(axis, axes[axis], position, steps[axis], bandwidths[axis])
                ?? axes[axis].LogNorm(axes[axis].Middle(position), bandwidths[axis]);
        }
        norms[kernel] = norm;
        for (int j = 0; j < continua.Length; j++)
            scaled[(kernel / chunkSize * continua.Length + j) * chunkSize + kernel % chunkSize] =
                positions[continua[j]][kernel] * scales[continua[j]];
    }

    private void Grow()
    {
        int wanted = Math.Max(64, 2 * capacity);
        for (int axis = 0; axis < axes.Length; axis++) Array.Resize(ref positions[axis], wanted);
        Array.Resize(ref scaled, wanted * continua.Length);
        Array.Resize(ref norms, wanted);
        Array.Resize(ref bases, wanted);
        Array.Resize(ref sums, wanted);
        Array.Resize(ref logWeights, wanted);
        capacity = wanted;
    }

    private static int Padded(int count) => (count + chunkSize - 1) / chunkSize * chunkSize;
}
