namespace MiniGrad.Layers;

/// <summary>A part of a network: a differentiable function with parameters of its own, or a composition of such parts. Derive from it to
/// add a layer.</summary>
/// <remarks>A derived class registers its parameters and its inner layers in its constructor, in the order in which they are to be listed,
/// and computes its output in <see cref="Compute"/>. A layer that behaves differently in inference asks
/// <see cref="Inference.IsActive"/>.</remarks>
public abstract class Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<(string Name, Parameter<T> Parameter)> named = [];
    private readonly List<(string Name, Layer<T> Layer)> children = [];
    private readonly List<(string Name, Parameter<T> Buffer)> buffers = [];
    private readonly List<Parameter<T>> parameters = [];
    // Sets to find one among many; the lists keep the order.
    private readonly HashSet<object> known = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> fullNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> takenNames = new(StringComparer.Ordinal);
    private bool isPart, isChecked, staysInInference;

    /// <summary>All parameters of this layer and the layers in it, each once, in order of registration.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => parameters;

    /// <summary>The parameters with their names, such as <c>layers.0.weight</c>: a layer's name precedes those of its parts. Of a parameter
    /// that is shared, the first name.</summary>
    public IReadOnlyList<(string Name, Parameter<T> Parameter)> NamedParameters => named;

    /// <summary>State that no optimizer changes but that belongs to the trained model, such as running averages, of this layer and the
    /// layers in it, each once, with their names, in order of registration. Saved and restored together with the parameters.</summary>
    public IReadOnlyList<(string Name, Parameter<T> Buffer)> NamedBuffers => buffers;

    /// <summary>The layers directly inside this one with their names, in order of registration.</summary>
    public IReadOnlyList<(string Name, Layer<T> Layer)> Children => children;

    /// <summary>Those of this layer's own weights that are [in, out] here and that PyTorch keeps as [out, in].</summary>
    internal virtual IEnumerable<Parameter<T>> LinearWeights => [];

    /// <summary>The name of this layer in summaries and messages.</summary>
    public virtual string Description => GetType().Name.Split('`')[0];

    /// <summary>The generator of this layer in training, or null if it needs none. Whoever trains may replace it by a generator whose state
    /// can be saved, so a layer asks for it at every call.</summary>
    public Random? Random { get; protected internal set; }

    /// <summary>Whether this layer and the layers in it compute as in inference while others train: dropout does nothing, batch
    /// normalisation takes its running averages and leaves them as they are. Default: no.</summary>
    /// <remarks>For a part that is not to change when a network is trained further. Its parameters still learn unless they are frozen, see
    /// <see cref="Parameter{T}.IsFrozen"/>. A captured step notices a change and records again.</remarks>
    /// <exception cref="CaptureException">A captured step's function sets it.</exception>
    public bool StaysInInference
    {
        get => staysInInference;
        set
        {
            Tracer.OfThread?.CheckWrite("a layer's mode");
            if (staysInInference == value) return;
            staysInInference = value;
            LayerModes.Change();
        }
    }

    /// <summary>The output for an input, recorded for gradients; as in training unless <see cref="Inference"/> is active.</summary>
    /// <param name="input">A batch, its samples along the first axis.</param>
    /// <exception cref="ArgumentException">The input does not have the shape that the layer expects.</exception>
    /// <exception cref="InvalidOperationException">The layer computes with a parameter that was not registered.</exception>
    public Tensor<T> Forward(Tensor<T> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor<T> output = StaysInInference ? ComputeInInference(input) : Compute(input);
        if (!isChecked && output.RequiresGradient) CheckParameters(input, output);
        return Observed(output);
    }

    /// <summary>The output in inference, with nothing recorded. Safe to call from several threads at once on one model.</summary>
    /// <inheritdoc cref="Forward"/>
    public Tensor<T> Predict(Tensor<T> input)
    {
        using GraphRegion region = Inference.Begin();
        return Forward(input);
    }

    /// <summary>A table of the layers in order of computation: name, kind, output shape, number of parameters. It runs the network once, on
    /// zeros.</summary>
    /// <param name="inputShape">The shape of one input, the batch along the first axis: <c>[1, 784]</c>.</param>
    /// <exception cref="ArgumentException">The network does not take such an input.</exception>
    public string Summary(Shape inputShape) => ModelSummary.Of(this, inputShape).ToString();

    /// <inheritdoc/>
    public override string ToString() => Description;

    /// <summary>The function itself.</summary>
    protected abstract Tensor<T> Compute(Tensor<T> input);

    /// <summary>Registers a parameter of this layer.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">This layer is a part of another already.</exception>
    protected Parameter<T> Register(string name, Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        CheckName(name);
        Add(name, parameter);
        if (!parameter.IsRegistered) parameter.Name = name;
        parameter.IsRegistered = true;
        return parameter;
    }

    /// <summary>Registers state of this layer that no optimizer changes.</summary>
    /// <param name="name">Its name, such as <c>running_mean</c>.</param>
    /// <param name="initial">The initial values.</param>
    /// <returns>A parameter that is frozen for good; the layer overwrites its values.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">This layer is a part of another already.</exception>
    protected Parameter<T> RegisterBuffer(string name, Tensor<T> initial)
    {
        ArgumentNullException.ThrowIfNull(initial);
        CheckName(name);
        var buffer = new Parameter<T>(initial, name);
        buffer.MakeBuffer();
        AddBuffer(name, buffer);
        return buffer;
    }

    /// <summary>Registers a layer as a part of this one.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the layer is this one.</exception>
    /// <exception cref="InvalidOperationException">This layer is a part of another already.</exception>
    protected TLayer Register<TLayer>(string name, TLayer layer) where TLayer : Layer<T>
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (ReferenceEquals(layer, this)) throw new ArgumentException($"{Description}: a layer cannot be a part of itself.", nameof(layer));
        CheckName(name);
        children.Add((name, layer));
        takenNames.Add(name);
        layer.isPart = true;
        foreach ((string innerName, Parameter<T> parameter) in layer.named)
        {
            // A parameter goes by its name in the first model that it belongs to; one that is still named locally gets this layer's prefix.
            if (parameter.Name == innerName) parameter.Name = $"{name}.{innerName}";
            Add($"{name}.{innerName}", parameter);
        }
        foreach ((string innerName, Parameter<T> buffer) in layer.buffers)
        {
            if (buffer.Name == innerName) buffer.Name = $"{name}.{innerName}";
            AddBuffer($"{name}.{innerName}", buffer);
        }
        return layer;
    }

    /// <summary>This layer and all layers in it, each once, outer ones first.</summary>
    internal IReadOnlyList<(string Name, Layer<T> Layer)> All()
    {
        List<(string Name, Layer<T> Layer)> all = [];
        HashSet<Layer<T>> seen = new(ReferenceEqualityComparer.Instance);
        Collect("", this);
        return all;

        void Collect(string name, Layer<T> layer)
        {
            if (!seen.Add(layer)) return;
            all.Add((name, layer));
            foreach ((string child, Layer<T> inner) in layer.children) Collect(name.Length == 0 ? child : $"{name}.{child}", inner);
        }
    }

    /// <summary>Tells whoever observes the layers of this one's output.</summary>
    private protected Tensor<T> Observed(Tensor<T> output)
    {
        ForwardObserver<T>.Current?.Invoke(this, output);
        return output;
    }

    private Tensor<T> ComputeInInference(Tensor<T> input)
    {
        using GraphRegion region = Inference.Begin(Recording.IsOn);
        return Compute(input);
    }

    /// <summary>Refuses parameters that would be neither trained nor saved.</summary>
    private void CheckParameters(Tensor<T> input, Tensor<T> output)
    {
        isChecked = true;
        if (RecordedParameters.Of(output, [input]).Find(parameter => !parameter.IsRegistered) is not { } forgotten) return;
        isChecked = false;
        throw new InvalidOperationException(
            $"{Description}: it computes with the parameter '{forgotten.Name}' of shape {forgotten.Shape}, which is not registered and " +
            "so would be neither trained nor saved; call Register in the constructor.");
    }

    private void Add(string name, Parameter<T> parameter)
    {
        if (known.Contains(parameter)) return;
        TakeFullName(name);
        known.Add(parameter);
        takenNames.Add(name);
        parameters.Add(parameter);
        named.Add((name, parameter));
    }

    private void AddBuffer(string name, Parameter<T> buffer)
    {
        if (known.Contains(buffer)) return;
        TakeFullName(name);
        known.Add(buffer);
        takenNames.Add(name);
        buffers.Add((name, buffer));
    }

    private void TakeFullName(string name)
    {
        if (!fullNames.Add(name))
            throw new ArgumentException($"{Description}: there is a parameter or a buffer of the name '{name}' already.", nameof(name));
    }

    private void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (isPart)
            throw new InvalidOperationException($"{Description}: register '{name}' in the constructor, before this is part of another.");
        if (takenNames.Contains(name))
            throw new ArgumentException($"{Description}: the name '{name}' is taken.", nameof(name));
    }
}
