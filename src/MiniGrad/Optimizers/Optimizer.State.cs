namespace MiniGrad.Optimizers;

// State that lasts from step to step, by name.
public abstract partial class Optimizer<T>
{
    private const string LearningRateName = "learning_rate";

    private readonly List<ParameterState<T>> states = [];
    // Counts are whole numbers up to a limit; other numbers have none.
    private readonly List<(string Name, double[] Values, bool IsPerParameter, double? CountLimit)> numbers = [];

    /// <summary>Copies all state, the learning rate included.</summary>
    public OptimizerState<T> SaveState()
    {
        string[] names = ParameterNames();
        List<KeyValuePair<string, Tensor<T>>> tensors = [];
        foreach (ParameterState<T> state in states)
        {
            for (int i = 0; i < names.Length; i++)
                if (state.IsKeptFor(i)) tensors.Add(new($"{names[i]}.{state.Name}", Tensor.Create<T>(state[i], parameters[i].Shape)));
        }
        List<KeyValuePair<string, double>> saved = [new(LearningRateName, learningRate)];
        foreach ((string name, double[] values, bool isPerParameter, _) in numbers)
            for (int i = 0; i < values.Length; i++) saved.Add(new(isPerParameter ? $"{names[i]}.{name}" : name, values[i]));
        return new OptimizerState<T>(tensors, saved);
    }

    /// <summary>Goes back to a state that an optimizer of the same kind and settings, for the same parameters, has saved.</summary>
    /// <exception cref="ArgumentException">Names are missing, unknown or there twice, or tensors have other shapes: all of them are listed.
    /// Nothing is changed then.</exception>
    public void RestoreState(OptimizerState<T> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Tracer.OfThread?.CheckWrite("the state of an optimizer");
        List<string> troubles = [];
        Dictionary<string, Tensor<T>> tensors = ByName(state.Tensors, troubles);
        Dictionary<string, double> saved = ByName(state.Numbers, troubles);
        OptimizerState<T> expected = SaveState();
        foreach ((string name, Tensor<T> own) in expected.Tensors)
        {
            if (!tensors.Remove(name, out Tensor<T>? tensor)) troubles.Add($"'{name}' is missing");
            else if (tensor is null) troubles.Add($"'{name}' is null");
            else if (tensor.Shape != own.Shape) troubles.Add($"'{name}' has the shape {tensor.Shape} instead of {own.Shape}");
        }
        CheckNumber(LearningRateName, countLimit: null, saved, troubles);
        string[] names = ParameterNames();
        foreach ((string name, double[] values, bool isPerParameter, double? limit) in numbers)
            for (int i = 0; i < values.Length; i++) CheckNumber(isPerParameter ? $"{names[i]}.{name}" : name, limit, saved, troubles);
        troubles.AddRange(tensors.Keys.Concat(saved.Keys).Select(name => $"'{name}' is not expected"));
        if (troubles.Count > 0)
            throw new ArgumentException($"{Name}: the saved state does not fit: {string.Join(", ", troubles)}.", nameof(state));

        Restore(ByName(state.Tensors, troubles), ByName(state.Numbers, troubles));
    }

    /// <summary>State of one number for each element of each parameter. To be asked for in a constructor.</summary>
    /// <param name="name">Its name in saved states, such as <c>average</c>.</param>
    /// <param name="initial">The initial value. Default: 0.</param>
    /// <param name="isKeptFor">Whether a parameter has this state. Default: all have.</param>
    /// <exception cref="ArgumentException">There is state of this name already.</exception>
    protected internal ParameterState<T> CreateState(string name, double initial = 0, Func<Parameter<T>, bool>? isKeptFor = null)
    {
        CheckName(name);
        ParameterState<T> state = new(name, parameters, T.CreateChecked(initial), isKeptFor);
        states.Add(state);
        return state;
    }

    /// <summary>State of one number for each parameter, by its place. To be asked for in a constructor.</summary>
    /// <param name="name">Its name in saved states, such as <c>step</c>.</param>
    /// <param name="initial">The initial value. Default: 0.</param>
    /// <exception cref="ArgumentException">There is state of this name already.</exception>
    protected internal double[] CreateNumbers(string name, double initial = 0) =>
        CreateNumbers(name, initial, isPerParameter: true, countLimit: null);

    /// <summary>State of a single number, in an array of it alone. To be asked for in a constructor.</summary>
    /// <inheritdoc cref="CreateNumbers(string, double)"/>
    protected internal double[] CreateNumber(string name, double initial = 0) =>
        CreateNumbers(name, initial, isPerParameter: false, countLimit: null);

    /// <summary>State of one count for each parameter, from 0.</summary>
    internal double[] CreateCounts(string name) => CreateNumbers(name, 0, isPerParameter: true, double.PositiveInfinity);

    /// <summary>State of a single count, from 0 up to a limit.</summary>
    internal double[] CreateCount(string name, double limit = double.PositiveInfinity) =>
        CreateNumbers(name, 0, isPerParameter: false, limit);

    /// <summary>Called after <see cref="RestoreState"/> has set all state, for what a rule derives from it.</summary>
    protected virtual void OnRestored() { }

    /// <summary>Forgets state that is not needed any more.</summary>
    private void Drop(ParameterState<T> state, params double[][] values)
    {
        states.Remove(state);
        numbers.RemoveAll(entry => values.Contains(entry.Values));
    }

    private double[] CreateNumbers(string name, double initial, bool isPerParameter, double? countLimit)
    {
        CheckName(name);
        double[] values = new double[isPerParameter ? parameters.Length : 1];
        Array.Fill(values, initial);
        numbers.Add((name, values, isPerParameter, countLimit));
        return values;
    }

    private void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name == LearningRateName || states.Exists(state => state.Name == name) || numbers.Exists(state => state.Name == name))
            throw new ArgumentException($"{Name}: there is state with the name '{name}' already.", nameof(name));
    }

    private void Restore(Dictionary<string, Tensor<T>> tensors, Dictionary<string, double> saved)
    {
        string[] names = ParameterNames();
        foreach (ParameterState<T> own in states)
        {
            for (int i = 0; i < names.Length; i++)
                if (own.IsKeptFor(i)) tensors[$"{names[i]}.{own.Name}"].Span.CopyTo(own[i]);
        }
        foreach ((string name, double[] values, bool isPerParameter, _) in numbers)
            for (int i = 0; i < values.Length; i++) values[i] = saved[isPerParameter ? $"{names[i]}.{name}" : name];
        learningRate = saved[LearningRateName];
        OnRestored();
    }

    /// <summary>The parameters' names, each made unlike those before it.</summary>
    private string[] ParameterNames()
    {
        // A parameter may be called what another one would become by its number.
        HashSet<string> own = [.. parameters.Select(parameter => parameter.Name)], taken = [];
        string[] names = new string[parameters.Length];
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i] = parameters[i].Name;
            for (int number = 2; !taken.Add(names[i]); number++)
            {
                names[i] = $"{name}.{number}";
                if (own.Contains(names[i])) names[i] = name;
            }
        }
        return names;
    }

    /// <summary>Removes a saved number, and lists what is wrong with it.</summary>
    private static void CheckNumber(string name, double? countLimit, Dictionary<string, double> saved, List<string> troubles)
    {
        if (!saved.Remove(name, out double number)) troubles.Add($"'{name}' is missing");
        else if (countLimit is { } limit && !(number >= 0 && number <= limit && double.IsInteger(number)))
            troubles.Add(FormattableString.Invariant($"'{name}' is {number} instead of a count") +
                (double.IsFinite(limit) ? FormattableString.Invariant($" up to {limit}") : ""));
        else if (!double.IsFinite(number) || number < 0 && name == LearningRateName)
            troubles.Add(FormattableString.Invariant($"'{name}' is {number}"));
    }

    private static Dictionary<string, TValue> ByName<TValue>(IReadOnlyList<KeyValuePair<string, TValue>> entries, List<string> troubles)
    {
        Dictionary<string, TValue> byName = [];
        foreach ((string name, TValue value) in entries)
            if (!byName.TryAdd(name, value)) troubles.Add($"'{name}' is there twice");
        return byName;
    }
}
