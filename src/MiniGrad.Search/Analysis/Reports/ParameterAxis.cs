using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>The axis for values of a parameter: names for choices and for a few separate numbers, else numbers on its scale.</summary>
internal sealed class ParameterAxis(HyperParameter parameter)
{
    private const int MostNames = 10;
    private const double GoldenShare = 0.6180339887498949;
    private readonly bool hasNames = parameter.Domain.IsChoice || parameter.Domain.Count <= MostNames;

    public Axis Create()
    {
        Domain domain = parameter.Domain;
        if (hasNames)
        {
            IEnumerable<double> values = Enumerable.Range(0, (int)domain.Count!.Value).Select(place => domain.ValueAt(place));
            return new Axis(parameter.Name) { Categories = [.. values.Select(value => StudyView.TextOf(parameter, value))] };
        }
        bool isLogarithmic = domain.IsLogarithmic || domain is PowerDomain;
        return new Axis(parameter.Name)
        {
            Scale = isLogarithmic ? AxisScale.Logarithmic : AxisScale.Linear,
            Minimum = domain.FromUnit(0),
            Maximum = domain.FromUnit(1),
        };
    }

    /// <summary>The place of a trial; those with one name are spread, by their numbers, so that they do not hide each other.</summary>
    public double PlaceOf(TrialRecord trial)
    {
        double number = StudyView.NumberOf(trial, parameter);
        if (!hasNames || double.IsNaN(number)) return number;
        double share = (trial.Number + 1) * GoldenShare;
        return parameter.Domain.PlaceOf(number) + 0.6 * (share - Math.Floor(share) - 0.5);
    }
}
