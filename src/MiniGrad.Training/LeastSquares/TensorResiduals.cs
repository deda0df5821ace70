namespace MiniGrad.Training;

/// <summary>Residuals that a function of tensors returns.</summary>
internal sealed class TensorResiduals<T> : ResidualFunction where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function;
    private readonly Shape[] shapes;
    private Shape? output;

    public TensorResiduals(string name, Func<IReadOnlyList<Tensor<T>>, Tensor<T>> function, IReadOnlyList<Shape> shapes)
    {
        (Name, this.function, this.shapes) = (name, function, [.. shapes]);
        Count = shapes.Sum(shape => shape.ElementCount);
    }

    public override string Name { get; }

    public override double Epsilon => ParameterVector.Epsilon<T>();

    /// <summary>The shape of the residuals.</summary>
    public Shape Output => output!;

    /// <summary>The number of parameters.</summary>
    public int Count { get; }

    public override void Round(Span<double> parameters) => ParameterVector.Round<T>(parameters);

    public override ResidualPoint At(double[] parameters)
    {
        Tensor<T>[] leaves = [.. ParameterVector.ToTensors<T>(parameters, shapes).Select(tensor => tensor.Tracked())];
        using GraphRegion region = Recording.On();
        Tensor<T> residuals = function(leaves) ?? throw new InvalidOperationException($"{Name}: the function returned null.");
        if (output is not null && output != residuals.Shape)
        {
            throw new InvalidOperationException(
                $"{Name}: the function returned residuals of shape {output} before, and now of {residuals.Shape}.");
        }
        output = residuals.Shape;
        return new Point(this, parameters, leaves, residuals);
    }

    private sealed class Point(TensorResiduals<T> owner, double[] parameters, Tensor<T>[] leaves, Tensor<T> residuals)
        : ResidualPoint(parameters, ParameterVector.ToDoubles(residuals.Span))
    {
        private Tensor<T>? dual;
        private Tensor<T>[]? products;

        public override double[] Jacobian()
        {
            if (!residuals.RequiresGradient)
                throw new InvalidOperationException($"{owner.Name}: the residuals do not depend on the parameters that they are given.");
            double[] columns = new double[residuals.ElementCount * owner.Count];
            using GraphRegion region = Recording.On();
            // A walk for each parameter takes about as long as three for residuals.
            if (3L * owner.Count <= residuals.ElementCount) ByColumns(columns);
            else ByRows(columns);
            return columns;
        }

        public override double[]? Acceleration(ReadOnlySpan<double> direction)
        {
            if (!residuals.RequiresGradient) return null;
            Tensor<T>[] along = ParameterVector.ToTensors<T>(direction.ToArray(), owner.shapes);
            using GraphRegion region = Recording.On();
            // J·p is the derivative of v·J·p by v, of which the same is taken once more.
            PullDual();
            Tensor<T>? first = Along(products!, along, dual!);
            if (first is not { RequiresGradient: true }) return new double[residuals.ElementCount];
            Tensor<T> second = Tensor.Zeros<T>(first.Shape).Tracked();
            Tensor<T>[] pulled = Differentiation.Gradients(first, leaves, second, retainGraph: true, createGraph: true);
            return Along(pulled, along, second) is { } acceleration
                ? ParameterVector.ToDoubles(acceleration.Span) : new double[residuals.ElementCount];
        }

        private void PullDual()
        {
            if (products is not null) return;
            dual = Tensor.Zeros<T>(residuals.Shape).Tracked();
            products = Differentiation.Gradients(residuals, leaves, dual, retainGraph: true, createGraph: true);
        }

        private static Tensor<T>? Along(Tensor<T>[] pulled, Tensor<T>[] along, Tensor<T> dual)
        {
            Tensor<T> product = pulled.Zip(along, (part, direction) => (part * direction).Sum()).Aggregate((a, b) => a + b);
            return product.RequiresGradient
                ? Differentiation.Gradients(product, [dual], retainGraph: true, createGraph: true)[0] : null;
        }

        /// <summary>The derivative of v·J, which is linear in v, by v, for each parameter.</summary>
        private void ByColumns(double[] columns)
        {
            PullDual();
            int count = residuals.ElementCount, place = 0;
            foreach (Tensor<T> product in products!)
            {
                for (int element = 0; element < product.ElementCount; element++, place++)
                {
                    if (!product.RequiresGradient) continue;
                    Tensor<T> seed = Tensor.Zeros<T>(product.Shape);
                    seed.Buffer[element] = T.One;
                    Tensor<T> column = Differentiation.Gradients(product, [dual!], seed, retainGraph: true)[0];
                    ParameterVector.ToDoubles(column.Span, columns.AsSpan(place * count, count));
                }
            }
        }

        private void ByRows(double[] columns)
        {
            int count = residuals.ElementCount;
            for (int row = 0; row < count; row++)
            {
                Tensor<T> seed = Tensor.Zeros<T>(residuals.Shape);
                seed.Buffer[row] = T.One;
                int place = row;
                foreach (Tensor<T> gradient in Differentiation.Gradients(residuals, leaves, seed, retainGraph: true))
                {
                    foreach (T value in gradient.Span)
                    {
                        columns[place] = double.CreateChecked(value);
                        place += count;
                    }
                }
            }
        }
    }
}
