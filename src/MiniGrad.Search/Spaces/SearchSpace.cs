using System.Runtime.CompilerServices;

namespace MiniGrad.Search;

/// <summary>What a search may choose from: parameters with their values, in a tree of conditions, and relations between them. Declared
/// before the first trial, so that every way of searching knows all of it.</summary>
/// <example><code>
/// var space = new SearchSpace();
/// HyperParameter&lt;double&gt; learningRate = space.AddNumber("learning rate", 1e-5, 1e-1, Scale.Logarithmic);
/// HyperParameter&lt;int&gt; layers = space.AddInteger("layers", 1, 2);
/// HyperParameter&lt;int&gt; second = space.AddInteger("units 2", 8, 256, Scale.Logarithmic, when: layers.AtLeast(2));
/// </code></example>
public sealed partial class SearchSpace
{
    private readonly List<HyperParameter> parameters = [];
    private readonly List<(string Name, Func<ParameterValues, bool> Holds)> relations = [];
    private bool isFixed;

    /// <summary>The parameters, in the order of adding.</summary>
    public IReadOnlyList<HyperParameter> Parameters => parameters;

    /// <summary>Adds a number of a range.</summary>
    /// <param name="name">A name that no other parameter has.</param>
    /// <param name="minimum">The smallest value; above 0 on a logarithmic scale.</param>
    /// <param name="maximum">The largest value, not below the smallest.</param>
    /// <param name="scale">Linear or logarithmic. Default: linear.</param>
    /// <param name="step">The distance of neighbouring values, which must divide the range. Default: null, all numbers.</param>
    /// <param name="when">When a trial has the parameter; of a parameter added before. Default: null, always.</param>
    /// <param name="ifAbsent">The value that trials of an opened study are taken to have had that did not know the parameter. Default:
    /// null, such studies are refused.</param>
    /// <exception cref="ArgumentException">The name is empty, taken or holds half of a surrogate pair; the range is empty, not finite or,
    /// on a logarithmic scale, not positive; the step does not divide it; the condition is of another space.</exception>
    /// <exception cref="InvalidOperationException">A study searches the space already.</exception>
    public HyperParameter<double> AddNumber(
        string name, double minimum, double maximum, Scale scale = Scale.Linear, double? step = null, Condition? when = null,
        double? ifAbsent = null)
    {
        CheckNew(name, when);
        CheckRange(name, minimum, maximum, scale);
        if (scale == Scale.PowersOfTwo)
            throw new ArgumentException($"Parameter '{name}': powers of two are whole; use AddInteger.", nameof(scale));
        if (step is { } size)
        {
            double steps = Math.Round((maximum - minimum) / size);
            if (!(size > 0 && steps >= 0 && steps < 1L << 53 && Math.Abs(minimum + steps * size - maximum) <= 1e-9 * size))
                throw new ArgumentException(Invariant(
                    $"Parameter '{name}': expected a step that divides the range from {minimum} to {maximum}, got {size}."), nameof(step));
            if (scale == Scale.Logarithmic && minimum - size / 2 <= 0)
                throw new ArgumentException(Invariant(
                    $"Parameter '{name}': on a logarithmic scale the smallest value must be above half a step, {size / 2}, got {minimum}."),
                    nameof(minimum));
        }
        Domain domain = step is { } width
            ? new StepDomain(minimum, width, (long)Math.Round((maximum - minimum) / width) + 1, scale == Scale.Logarithmic)
            : new NumberDomain(minimum, maximum, scale == Scale.Logarithmic);
        return Add(new HyperParameter<double>(
            name, parameters.Count, domain, when, static number => number, static number => number, ifAbsent ?? 0, ifAbsent is not null));
    }

    /// <summary>Adds a whole number of a range.</summary>
    /// <param name="name">A name that no other parameter has.</param>
    /// <param name="minimum">The smallest value; at least 1 on the scales that are not linear.</param>
    /// <param name="maximum">The largest value, not below the smallest.</param>
    /// <param name="scale">The scale; with <see cref="Scale.PowersOfTwo"/> both ends must be such. Default: linear.</param>
    /// <param name="step">The distance of neighbouring values, at least 1, which must divide the range. Default: 1.</param>
    /// <param name="when">When a trial has the parameter; of a parameter added before. Default: null, always.</param>
    /// <param name="ifAbsent">The value that trials of an opened study are taken to have had that did not know the parameter. Default:
    /// null, such studies are refused.</param>
    /// <inheritdoc cref="AddNumber" path="/exception"/>
    public HyperParameter<int> AddInteger(
        string name, int minimum, int maximum, Scale scale = Scale.Linear, int step = 1, Condition? when = null, int? ifAbsent = null)
    {
        CheckNew(name, when);
        CheckRange(name, minimum, maximum, scale);
        if (step < 1 || ((long)maximum - minimum) % step != 0)
            throw new ArgumentException(
                Invariant($"Parameter '{name}': expected a step that divides the range from {minimum} to {maximum}, got {step}."),
                nameof(step));
        if (scale == Scale.PowersOfTwo && !(BitOperations.IsPow2(minimum) && BitOperations.IsPow2(maximum) && step == 1))
            throw new ArgumentException(
                Invariant($"Parameter '{name}': expected ends that are powers of two and no step, got {minimum} to {maximum}."),
                nameof(scale));
        if (scale == Scale.Logarithmic && minimum - step / 2.0 <= 0)
            throw new ArgumentException(Invariant(
                $"Parameter '{name}': on a logarithmic scale the smallest value must be above half a step, {step / 2.0}, got {minimum}."),
                nameof(minimum));
        Domain domain = scale == Scale.PowersOfTwo
            ? new PowerDomain(BitOperations.Log2((uint)minimum), BitOperations.Log2((uint)maximum) - BitOperations.Log2((uint)minimum) + 1)
            : new StepDomain(minimum, step, ((long)maximum - minimum) / step + 1, scale == Scale.Logarithmic);
        return Add(new HyperParameter<int>(
            name, parameters.Count, domain, when, static number => (int)number, static number => number, ifAbsent ?? 0,
            ifAbsent is not null));
    }

    /// <summary>Adds one of several values of any type, which files and reports know by their texts.</summary>
    /// <param name="name">A name that no other parameter has.</param>
    /// <param name="choices">The values, with texts that differ.</param>
    /// <exception cref="ArgumentException">The name is empty or taken; there are no choices; two are equal, or have equal or empty
    /// texts; a name or text holds half of a surrogate pair.</exception>
    /// <exception cref="InvalidOperationException">A study searches the space already.</exception>
    public HyperParameter<T> AddChoice<T>(string name, params T[] choices) where T : notnull => AddChoice(name, choices, when: null);

    /// <summary>Adds one of several values of any type, which files and reports know by their names.</summary>
    /// <param name="name">A name that no other parameter has.</param>
    /// <param name="choices">The values.</param>
    /// <param name="when">When a trial has the parameter; of a parameter added before. Null for always.</param>
    /// <param name="names">The names of the values, which must differ. Default: their texts in the invariant culture.</param>
    /// <param name="ifAbsent">The place of the value, from 0, that trials of an opened study are taken to have had that did not know the
    /// parameter. Default: null, such studies are refused.</param>
    /// <inheritdoc cref="AddChoice{T}(string, T[])" path="/exception"/>
    public HyperParameter<T> AddChoice<T>(
        string name, IReadOnlyList<T> choices, Condition? when, IReadOnlyList<string>? names = null, int? ifAbsent = null)
        where T : notnull
    {
        CheckNew(name, when);
        Guard.NotEmpty(choices, $"Parameter '{name}'", "choice");
        T[] values = [.. choices];
        string[] texts = names is null ? Array.ConvertAll(values, value => Invariant($"{value}")) : [.. names];
        if (texts.Length != values.Length)
            throw new ArgumentException(
                Invariant($"Parameter '{name}': expected {values.Length} {Noun.Of(values.Length, "name")}, one for each choice, ") +
                Invariant($"got {texts.Length}."), nameof(names));
        for (int i = 0; i < values.Length; i++)
        {
            if (string.IsNullOrEmpty(texts[i]))
                throw new ArgumentException(Invariant($"Parameter '{name}': choice {i} has no name."), nameof(names));
            KeptText.CheckName(texts[i], Invariant($"Parameter '{name}': choice {i}"), nameof(names));
            int twin = Array.FindIndex(values, 0, i, value => EqualityComparer<T>.Default.Equals(value, values[i]));
            if (twin < 0) twin = Array.IndexOf(texts, texts[i], 0, i);
            if (twin >= 0)
                throw new ArgumentException(
                    Invariant($"Parameter '{name}': expected choices that differ, got '{texts[i]}' at {twin} and {i}."), nameof(choices));
        }
        if (ifAbsent is { } place) Guard.Between(place, 0, values.Length - 1, $"Parameter '{name}'", "the default", nameof(ifAbsent));
        return Add(new HyperParameter<T>(
            name, parameters.Count, new ChoiceDomain(texts), when, number => values[(int)number],
            value => Array.FindIndex(values, known => EqualityComparer<T>.Default.Equals(known, value)),
            ifAbsent is { } index ? values[index] : default, ifAbsent is not null));
    }

    /// <summary>Demands something of the values together; no trial is made for which it does not hold. Values are drawn until it does;
    /// where 10,000 draws do not meet what is demanded, all points of a space with up to 1,000,000 of them are looked at instead. A study
    /// refuses a larger space then, and one in which no point meets it.</summary>
    /// <param name="name">What is demanded, in words, such as <c>warm-up below steps</c>.</param>
    /// <param name="holds">Whether it holds for some values. It may look at parameters that are not there by
    /// <see cref="ParameterValues.Has"/>.</param>
    /// <exception cref="ArgumentException">The name is empty or holds half of a surrogate pair.</exception>
    /// <exception cref="InvalidOperationException">A study searches the space already.</exception>
    public void Require(string name, Func<ParameterValues, bool> holds)
    {
        KeptText.CheckName(name, "SearchSpace: a relation");
        ArgumentNullException.ThrowIfNull(holds);
        CheckNotFixed();
        relations.Add((name, holds));
    }

    /// <summary>Values for some or all of the parameters, for <c>Study.Enqueue</c>.</summary>
    /// <param name="assignments">What <see cref="HyperParameter{T}.Is"/> makes; at most one a parameter.</param>
    /// <exception cref="ArgumentException">A parameter is of another space, is given twice, or cannot be there beside the
    /// others.</exception>
    public ParameterValues Values(params Assignment[] assignments)
    {
        ArgumentNullException.ThrowIfNull(assignments);
        double[] numbers = new double[parameters.Count];
        Array.Fill(numbers, double.NaN);
        foreach (Assignment assignment in assignments)
        {
            ref double number = ref numbers[CheckOwn(assignment.Parameter).Index];
            if (!double.IsNaN(number)) throw new ArgumentException($"Values: '{assignment.Parameter.Name}' is given twice.");
            number = assignment.Value;
        }
        foreach (HyperParameter parameter in parameters)
        {
            if (double.IsNaN(numbers[parameter.Index]) || parameter.When is not { } condition) continue;
            double parent = numbers[condition.Parameter.Index];
            if (!double.IsNaN(parent) && !condition.Holds(parent))
                throw new ArgumentException($"Values: '{parameter.Name}' is there when {condition}, not beside the other values.");
        }
        return new ParameterValues(this, numbers);
    }

    /// <summary>The parameters in lines.</summary>
    public override string ToString() =>
        string.Join(Environment.NewLine, [.. parameters, .. relations.Select(relation => $"required: {relation.Name}")]);

    /// <summary>Adds a parameter that was kept; a choice as its names.</summary>
    /// <exception cref="ArgumentException">There is one of the name, or it does not have the default.</exception>
    internal void AddKept(string name, Domain domain, Condition? when, bool isWhole, double? ifAbsent)
    {
        CheckNew(name, when);
        if (domain is ChoiceDomain choices)
            Add(new HyperParameter<string>(
                name, parameters.Count, domain, when, number => choices.Names[(int)number], choice => choices.PlaceOf(choice),
                ifAbsent is { } place ? choices.Names[(int)place] : null, ifAbsent is not null));
        else if (isWhole)
            Add(new HyperParameter<int>(
                name, parameters.Count, domain, when, static number => (int)number, static number => number, (int)(ifAbsent ?? 0),
                ifAbsent is not null));
        else
            Add(new HyperParameter<double>(
                name, parameters.Count, domain, when, static number => number, static number => number, ifAbsent ?? 0,
                ifAbsent is not null));
    }

    internal IReadOnlyList<string> RelationNames => [.. relations.Select(relation => relation.Name)];

    /// <summary>The first relation that does not hold, or null.</summary>
    internal string? BrokenRelation(double[] numbers)
    {
        if (relations.Count == 0) return null;
        ParameterValues values = new(this, numbers);
        foreach ((string name, Func<ParameterValues, bool> holds) in relations)
            if (!holds(values)) return name;
        return null;
    }

    /// <summary>From now on nothing is added.</summary>
    internal void Fix()
    {
        if (parameters.Count == 0) throw new InvalidOperationException("SearchSpace: expected at least one parameter, got none.");
        isFixed = true;
    }

    internal HyperParameter CheckOwn(HyperParameter parameter, [CallerArgumentExpression(nameof(parameter))] string argument = "")
    {
        ArgumentNullException.ThrowIfNull(parameter, argument);
        return parameter.Index < parameters.Count && ReferenceEquals(parameters[parameter.Index], parameter)
            ? parameter
            : throw new ArgumentException($"SearchSpace: parameter '{parameter.Name}' belongs to another space.", argument);
    }

    private HyperParameter<T> Add<T>(HyperParameter<T> parameter)
    {
        parameters.Add(parameter);
        return parameter;
    }

    private void CheckNew(string name, Condition? when)
    {
        CheckNotFixed();
        KeptText.CheckName(name, "SearchSpace: a parameter");
        if (parameters.Exists(parameter => parameter.Name == name))
            throw new ArgumentException($"SearchSpace: there is a parameter '{name}' already.", nameof(name));
        if (when is not null) CheckOwn(when.Parameter, nameof(when));
    }

    private void CheckNotFixed()
    {
        if (isFixed) throw new InvalidOperationException("SearchSpace: a study searches it already; declare everything before.");
    }

    private static void CheckRange(string name, double minimum, double maximum, Scale scale)
    {
        Guard.Defined(scale, $"Parameter '{name}'");
        if (!(double.IsFinite(minimum) && double.IsFinite(maximum) && minimum <= maximum && double.IsFinite(maximum - minimum)))
            throw new ArgumentException(
                Invariant($"Parameter '{name}': expected a finite range from a smaller to a larger number, got {minimum} to {maximum}."));
        if (scale != Scale.Linear && minimum <= 0)
            throw new ArgumentException(Invariant(
                $"Parameter '{name}': expected a smallest value above 0, which has a logarithm, got {minimum}."), nameof(minimum));
    }
}
