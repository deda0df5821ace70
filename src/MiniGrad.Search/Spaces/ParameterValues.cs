namespace MiniGrad.Search;

/// <summary>A value for each parameter of a space that is there under the conditions. Immutable.</summary>
public sealed class ParameterValues
{
    internal ParameterValues(SearchSpace space, double[] numbers) => (Space, Numbers) = (space, numbers);

    /// <summary>The space that the parameters belong to.</summary>
    public SearchSpace Space { get; }

    /// <summary>A number for each parameter, NaN where it is not there.</summary>
    internal double[] Numbers { get; }

    /// <summary>Whether a parameter is there.</summary>
    /// <exception cref="ArgumentException">It belongs to another space.</exception>
    public bool Has(HyperParameter parameter) => !double.IsNaN(Numbers[Space.CheckOwn(parameter).Index]);

    /// <summary>The value of a parameter.</summary>
    /// <exception cref="ArgumentException">It belongs to another space.</exception>
    /// <exception cref="InvalidOperationException">It is not there; the message says under which condition it would be.</exception>
    public T Get<T>(HyperParameter<T> parameter)
    {
        double number = Numbers[Space.CheckOwn(parameter).Index];
        return !double.IsNaN(number) ? parameter.ValueOf(number) : throw new InvalidOperationException(
            $"Parameter '{parameter.Name}' is not there: it is when {parameter.When}, and the values are {this}.");
    }

    /// <summary>The value of a parameter as people read it, with six digits at most.</summary>
    /// <exception cref="ArgumentException">It belongs to another space.</exception>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public string TextOf(HyperParameter parameter) => Has(parameter)
        ? parameter.TextOf(Numbers[parameter.Index])
        : throw new InvalidOperationException($"Parameter '{parameter.Name}' is not there: it is when {parameter.When}.");

    /// <summary>The values in one line, such as <c>learning rate 0.001, layers 2</c>.</summary>
    public override string ToString() => string.Join(", ", Space.Parameters
        .Where(parameter => !double.IsNaN(Numbers[parameter.Index]))
        .Select(parameter => $"{parameter.Name} {parameter.TextOf(Numbers[parameter.Index])}"));
}
