namespace MiniGrad.Search;

/// <summary>The parameters of a space as features of [0, 1] and back. A number's feature is its share of the coordinate's range, of a
/// separate value that of the middle of its cell; a choice's is its place. One that is not there is in the middle of its range, or is
/// another choice, so that two that both lack it are equal in it.</summary>
internal sealed class PointEncoding
{
    public const double AbsentChoice = -1;

    private readonly SearchSpace space;

    public PointEncoding(SearchSpace space)
    {
        this.space = space;
        Parameters = [.. space.Parameters.Where(parameter => parameter.Domain.Count != 1)];
        IsChoice = [.. Parameters.Select(parameter => parameter.Domain.IsChoice)];
    }

    /// <summary>The parameter of each feature: those with more than one value.</summary>
    public HyperParameter[] Parameters { get; }

    public bool[] IsChoice { get; }

    public void Encode(double[] numbers, Span<double> features)
    {
        for (int j = 0; j < features.Length; j++)
        {
            double number = numbers[Parameters[j].Index];
            Domain domain = Parameters[j].Domain;
            features[j] = double.IsNaN(number) ? IsChoice[j] ? AbsentChoice : 0.5 : IsChoice[j] ? number : Share(domain, number);
        }
    }

    /// <summary>The parameters and features of a point that has a share for each parameter of the space, there or not.</summary>
    public void Decode(ReadOnlySpan<double> shares, double[] numbers, Span<double> features)
    {
        int j = 0;
        foreach (HyperParameter parameter in space.Parameters)
        {
            Domain domain = parameter.Domain;
            bool isThere = parameter.IsThere(numbers);
            double share = shares[parameter.Index];
            double number = numbers[parameter.Index] = isThere ? domain.FromUnit(share) : double.NaN;
            if (domain.Count == 1) continue;
            if (domain.IsChoice) features[j++] = isThere ? number : AbsentChoice;
            else features[j++] = !isThere ? 0.5 : domain.Count is null ? share : Share(domain, number);
        }
    }

    /// <summary>The middle of a value's cell as a share of the coordinate's range.</summary>
    public static double Share(Domain domain, double number)
    {
        (double low, double high) = domain.Ends;
        if (domain.Count is null || low == high) return domain.ToUnit(number);
        (double from, double to) = domain.Cell(number);
        return Math.Clamp((0.5 * (from + to) - low) / (high - low), 0, 1);
    }
}
