using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>The axis for values of a parameter: names for choices and for a few separate numbers, else numbers on its scale.</summary>
internal sealed class ParameterAxis(HyperParameter parameter)
{
    private const int MostNames = 10;
    private const double GoldenShare = 0.6180339887498949;
    private readonly bool hasNames = parameter.Domain.IsChoice || parameter.Domain.Count <= MostNames;

    /// <summary>Whether the axis has numbers rather than names.</summary>
    public bool IsContinuous => !hasNames;

    private bool IsLogarithmic => parameter.Domain.IsLogarithmic || parameter.Domain is PowerDomain;

    private double Minimum => parameter.Domain.FromUnit(0);

    private double Maximum => parameter.Domain.FromUnit(1);

    public Axis Create()
    {
        Domain domain = parameter.Domain;
        if (hasNames)
        {
            IEnumerable<double> values = Enumerable.Range(0, (int)domain.Count!.Value).Select(place => domain.ValueAt(place));
            return new Axis(parameter.Name) { Categories = [.. values.Select(value => StudyView.TextOf(parameter, value))] };
        }
        return new Axis(parameter.Name)
        {
            Scale = IsLogarithmic ? AxisScale.Logarithmic : AxisScale.Linear,
            Minimum = Minimum,
            Maximum = Maximum,
        };
    }

    /// <summary>How far along an axis of numbers a number is, from 0 to 1.</summary>
    public double ShareOf(double number) =>
        IsLogarithmic ? Math.Log(number / Minimum) / Math.Log(Maximum / Minimum) : (number - Minimum) / (Maximum - Minimum);

    /// <summary>The number at a share of the axis.</summary>
    public double NumberAt(double share) =>
        IsLogarithmic ? Minimum * Math.Pow(Maximum / Minimum, share) : Minimum + share * (Maximum - Minimum);

    /// <summary>The place of a trial; those with one name are spread, by their numbers, so that they do not hide each other.</summary>
    public double PlaceOf(TrialRecord trial)
    {
        double number = StudyView.NumberOf(trial, parameter);
        if (!hasNames || double.IsNaN(number)) return number;
        double share = (trial.Number + 1) * GoldenShare;
        return parameter.Domain.PlaceOf(number) + 0.6 * (share - Math.Floor(share) - 0.5);
    }
}
