namespace MiniGrad.Onnx;

/// <summary>What LSTM, GRU and RNN have in common: weights W [directions, gates·units, features] and R [directions, gates·units, units],
/// biases B [directions, 2·gates·units], lengths, initial states, both directions, and which axis comes first.</summary>
internal abstract class RecurrentOperator : OnnxOperator
{
    private const double Close = 1e-6;

    /// <summary>How many gates there are, and how many parts the state has.</summary>
    protected abstract int Gates { get; }

    protected abstract int States { get; }

    /// <summary>The usual functions of a direction.</summary>
    protected abstract string[] Functions { get; }

    public override int Since => 7;

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(3, States == 2 ? 8 : 6);
        string direction = node.Text("direction", "forward");
        int directions = direction switch
        {
            "forward" or "reverse" => 1,
            "bidirectional" => 2,
            _ => throw node.Bad($"expected the direction forward, reverse or bidirectional, got '{direction}'"),
        };
        CheckFunctions(node, directions);
        if (node.Has("clip")) throw node.Unsupported("it clips");
        long? units = node.Has("hidden_size") ? node.Integer("hidden_size") : null;
        bool isBatchFirst = node.Opset >= 14 && node.Flag("layout");
        node.Ignore("output_sequence");
        Func<RecurrentParts<T>, Tensor<T>[]> step = Read<T>(node);
        bool hasPeepholes = States == 2 && node.HasInput(7);
        return inputs =>
        {
            Tensor<T> x = inputs.Numbers<T>(0), w = inputs.Numbers<T>(1), r = inputs.Numbers<T>(2);
            // The batch first, from here on.
            if (x.Rank == 3 && !isBatchFirst) x = x.Transpose(0, 1);
            int size = r.Rank == 3 ? r.Shape[2] : 0;
            if (x.Rank != 3 || r.Shape != [directions, Gates * size, size] || w.Shape != [directions, Gates * size, x.Shape[2]]
                || (units is not null && units != size))
                throw new ArgumentException(
                    Invariant($"expected X [.., .., features], W [{directions}, {Gates}·units, features] and R [{directions}, ") +
                    Invariant($"{Gates}·units, units] of {(units is null ? "any number of" : $"{units}")} units, got the batch first ") +
                    $"{x.Shape}, {w.Shape} and {r.Shape}.");
            (int batch, int steps) = (x.Shape[0], x.Shape[1]);
            ElementBound.Check((double)directions * (steps + 1.0) * batch * Gates * size, Type);
            IndexTensor? lengths = inputs.Length > 4 && inputs[4] is not null ? inputs.Integers(4).ToIndices() : null;
            Tensor<T>? b = Given(3, [directions, 2 * Gates * size]), p = Given(7, [directions, 3 * size]);
            Tensor<T>? h = State(5), c = States == 2 ? State(6) : null;
            List<Tensor<T>> outputs = [];
            List<Tensor<T>>[] last = [[], []];
            for (int d = 0; d < directions; d++)
            {
                bool isReversed = direction == "reverse" || d == 1;
                Tensor<T> ordered =
                    new SequenceOrderOperation<T>(Type, x, lengths, isReversed, toTimeFirst: true, steps, behind: 0).Apply();
                Tensor<T> bias = b is null ? Tensor.Zeros<T>([2 * Gates * size]) : Of(b, d);
                Tensor<T>[] results = step(new RecurrentParts<T>
                {
                    X = ordered,
                    W = Of(w, d).Transpose(),
                    R = Of(r, d).Transpose(),
                    InputBias = bias.Slice(0, 0, Gates * size),
                    RecurrentBias = bias.Slice(0, Gates * size, Gates * size),
                    Hidden = h is null ? null : Of(h, d),
                    Cell = c is null ? null : Of(c, d),
                    Peepholes = p is null ? null : Of(p, d),
                    Lengths = lengths,
                });
                outputs.Add(new SequenceOrderOperation<T>(
                    Type, results[0], lengths, isReversed, toTimeFirst: false, steps, behind: results[0].Shape[0] - steps).Apply());
                for (int state = 0; state < States; state++) last[state].Add(results[1 + state]);
            }
            // [batch, time, directions, units], and states [directions, batch, units].
            Tensor<T> all = Tensor.Stack(outputs, axis: 2);
            return [.. new[] { isBatchFirst ? all : all.Permute(1, 2, 0, 3) }
                .Concat(last.Take(States).Select(states => Tensor.Stack(states, axis: isBatchFirst ? 1 : 0)))
                .Select(value => (OnnxValue)new NumberValue<T>(value, NumberValue<T>.TypeOfNumbers))];

            Tensor<T> Of(Tensor<T> of, int d) => of.Slice(0, d, 1).Squeeze(0);

            Tensor<T>? State(int place) => Given(place, isBatchFirst ? [batch, directions, size] : [directions, batch, size]) is { } state
                ? isBatchFirst ? state.Transpose(0, 1) : state : null;

            Tensor<T>? Given(int place, Shape shape)
            {
                if (place >= inputs.Length || inputs[place] is null || (place == 7 && !hasPeepholes)) return null;
                Tensor<T> value = inputs.Numbers<T>(place);
                return value.Shape == shape
                    ? value : throw new ArgumentException(Invariant($"expected {shape} as input {place}, got {value.Shape}."));
            }
        };
    }

    /// <summary>Writes a layer's operation with the product before it as one node.</summary>
    /// <param name="writer">The layer's operation.</param>
    /// <param name="order">For each gate of ONNX its place among the layer's gates.</param>
    /// <param name="attributes">Further attributes.</param>
    protected bool Give<T>(NodeWriter<T> writer, int[] order, params (string Name, object Value)[] attributes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Of an embedding each row is multiplied once, and tokens take the products.
        NodeWriter<T>? rows = writer.Maker(0) is { Operation: TokenRowsOperation<T> } tokens ? tokens : null;
        if ((rows ?? (writer.Maker(0) is { Operation: ReshapeOperation<T> } shaped ? shaped : null))?.Maker(0)
            is not { Operation: LinearOperation<T> { Name: "Linear" } } product)
            throw writer.Refused("its input is no product with weights");
        NodeWriter<T> biases = States == 1 ? writer : product.Maker(2) is { Operation: AddOperation<T> } sum ? sum
            : throw writer.Refused("its biases are not those of a layer");
        (NodeWriter<T> Of, int Place) weight = (product, 1), inner = (writer, 1);
        (NodeWriter<T> Of, int Place) bias = States == 1 ? (product, 2) : (biases, 0), other = States == 1 ? (writer, 2) : (biases, 1);
        (NodeWriter<T> Of, int Place)[] parts = [weight, inner, bias, other];
        int units = writer.Operation.Input(1).Shape[0], features = product.Operation.Input(1).Shape[0];
        string? name = parts.All(part => Values(part) is Parameter<T>)
            ? product.Input(1).Replace("input_weight", "", StringComparison.Ordinal) : null;
        Extent[] shape = writer.ShapeOf(0);
        List<string> inputs =
        [
            rows is not null ? SequenceNodes.Tokens(rows, product.Input(0))
                : writer.Node("Reshape", [product.Input(0), writer.Shape([shape[0], shape[1], new Extent(features)])]),
            Given("W", isMatrix: true, weight), Given("R", isMatrix: true, inner), Given("B", isMatrix: false, bias, other),
        ];
        int statePlace = States == 1 ? 3 : 2;
        bool hasState = writer.Operation.InputCount > statePlace;
        string? lengths = writer.Indices("lengths");
        if (lengths is not null) inputs.Add(writer.Node("Cast", [lengths], ("to", (long)OnnxElementType.Int32)));
        else if (hasState) inputs.Add("");
        if (hasState)
        {
            string initial = writer.Input(statePlace);
            for (int state = 0; state < States; state++)
                inputs.Add(writer.Node("Slice", [initial, writer.Integers(state), writer.Integers(state + 1), writer.Integers(0)]));
        }
        string[] outputs = writer.Nodes(Type, States + 1, inputs, [("hidden_size", (long)units), .. attributes]);
        string steps = writer.Node("Squeeze", [outputs[0], writer.Integers(1)]);
        if (lengths is not null) steps = SequenceNodes.Held(writer, steps, outputs[1], lengths, shape[0]);
        return writer.Give(States == 1 ? steps : writer.Node("Concat", [steps, outputs[2]], ("axis", 0L)));

        static Tensor<T> Values((NodeWriter<T> Of, int Place) part) => part.Of.Operation.Input(part.Place);

        // Those of a layer are weights of the file in the order that it has; others are computed, as those of a file are.
        string Given(string kind, bool isMatrix, params (NodeWriter<T> Of, int Place)[] given)
        {
            if (name is not null)
                return writer.Weight(Values(given[0]), name + kind, () =>
                {
                    Tensor<T> ordered = Tensor.Concatenate([.. given.Select(part => Reorder(Values(part), order))], axis: -1);
                    return (isMatrix ? ordered.Transpose() : ordered).ExpandDimension(0);
                });
            string value = writer.Node("Concat", given.SelectMany(part => order.Select(gate => writer.Node("Slice",
                [part.Of.Input(part.Place), writer.Integers(gate * units), writer.Integers((gate + 1) * units), writer.Integers(-1)]))),
                ("axis", -1L));
            if (isMatrix) value = writer.Node("Transpose", [value], ("perm", (long[])[1, 0]));
            return writer.Node("Unsqueeze", [value, writer.Integers(0)]);
        }
    }

    /// <summary>What the steps of one direction compute: outputs [time, …, batch, units], and the last states [batch, units].</summary>
    protected abstract Func<RecurrentParts<T>, Tensor<T>[]> Read<T>(NodeReader node) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The steps one by one; behind a sequence's length its state stays.</summary>
    protected static Tensor<T>[] Loop<T>(RecurrentParts<T> parts, int states, Func<Tensor<T>, Tensor<T>[], Tensor<T>[]> step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int steps, int batch) = (parts.X.Shape[0], parts.X.Shape[1]);
        Tensor<T> zero = Tensor.Zeros<T>([batch, parts.R.Shape[0]]);
        Tensor<T>[] state = [parts.Hidden ?? zero, .. states == 2 ? (Tensor<T>[])[parts.Cell ?? zero] : []];
        Tensor<T>? isRunning = parts.Lengths is null ? null
            : new SequenceMaskOperation<T>("ONNX", parts.Lengths, steps).Apply();
        List<Tensor<T>> outputs = [];
        for (int t = 0; t < steps; t++)
        {
            Tensor<T>[] next = step(parts.X.Slice(0, t, 1).Squeeze(0), state);
            state = isRunning is null ? next
                : [.. next.Zip(state, (after, before) => Tensor.Where(isRunning.Slice(1, t, 1), after, before))];
            outputs.Add(state[0]);
        }
        return [outputs.Count == 0 ? zero.BroadcastTo([0, .. zero.Shape]) : Tensor.Stack(outputs, axis: 0), .. state];
    }

    /// <summary>The columns of gates in another order.</summary>
    protected static Tensor<T> Reorder<T>(Tensor<T> gates, params ReadOnlySpan<int> order)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int units = gates.Shape[-1] / order.Length;
        List<Tensor<T>> parts = [];
        foreach (int gate in order) parts.Add(gates.Slice(-1, gate * units, units));
        return Tensor.Concatenate(parts, axis: -1);
    }

    private void CheckFunctions(NodeReader node, int directions)
    {
        string[] functions = node.Texts("activations") ?? [.. Enumerable.Repeat(Functions, directions).SelectMany(usual => usual)];
        if (!functions.SequenceEqual(Enumerable.Repeat(Functions, directions).SelectMany(usual => usual), StringComparer.OrdinalIgnoreCase))
            throw node.Unsupported($"its activations are {string.Join(", ", functions)}, not {string.Join(", ", Functions)}");
        // Of these functions only scaled ones would have such numbers.
        foreach (string name in (string[])["activation_alpha", "activation_beta"])
            if (node.Numbers(name) is { } numbers && numbers.Any(number => Math.Abs(number) > Close && Math.Abs(number - 1) > Close))
                throw node.Unsupported($"its '{name}' are {string.Join(", ", numbers)}");
    }
}

/// <summary>What one direction computes with: inputs [time, batch, features], weights [features, gates·units] and [units, gates·units],
/// biases [gates·units], states [batch, units].</summary>
internal sealed record RecurrentParts<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public required Tensor<T> X { get; init; }

    public required Tensor<T> W { get; init; }

    public required Tensor<T> R { get; init; }

    public required Tensor<T> InputBias { get; init; }

    public required Tensor<T> RecurrentBias { get; init; }

    public required Tensor<T>? Hidden { get; init; }

    public required Tensor<T>? Cell { get; init; }

    public required Tensor<T>? Peepholes { get; init; }

    public required IndexTensor? Lengths { get; init; }

    /// <summary>The layer's operation for all steps, whose output has the last cell state behind it if there is one.</summary>
    public Tensor<T> Scan(RecurrentKind kind, Tensor<T> w, Tensor<T> r, Tensor<T> inputBias, Tensor<T>? recurrentBias)
    {
        Tensor<T> projected = X.Linear(w, inputBias);
        List<Tensor<T>> inputs = [projected, r];
        if (recurrentBias is not null) inputs.Add(recurrentBias);
        if (Hidden is not null || Cell is not null)
        {
            Tensor<T> zero = Tensor.Zeros<T>([X.Shape[1], R.Shape[0]]);
            inputs.Add(kind.States == 1 ? Hidden!.ExpandDimension(0) : Tensor.Stack([Hidden ?? zero, Cell ?? zero], axis: 0));
        }
        return new RecurrentOperation<T>(kind, inputs, Lengths).Apply();
    }
}
