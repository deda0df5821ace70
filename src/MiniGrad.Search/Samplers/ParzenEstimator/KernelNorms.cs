namespace MiniGrad.Search;

/// <summary>What a trial's kernel had to be divided by along each axis when it was last looked at, and for which bandwidths: the good
/// trials and their bandwidths seldom change.</summary>
internal sealed class KernelNorms
{
    private readonly double[] norms;
    private readonly int[] steps;

    public KernelNorms(int axes)
    {
        (norms, steps) = (new double[axes], new int[axes]);
        Array.Fill(steps, -1);
    }

    public double Of(int index, KernelAxis axis, double position, int step, double bandwidth)
    {
        if (steps[index] != step) (norms[index], steps[index]) = (axis.LogNorm(axis.Middle(position), bandwidth), step);
        return norms[index];
    }
}
