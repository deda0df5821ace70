namespace MiniGrad.Layers;

/// <summary>A layer in a <see cref="ModelSummary"/>.</summary>
/// <param name="Name">Its name in the model, such as <c>layers.0</c>; empty for the model itself.</param>
/// <param name="Description">What it is: <c>Linear 784 → 128</c>.</param>
/// <param name="OutputShape">The shape of its output.</param>
/// <param name="ParameterCount">The number of its parameters that are not those of a layer inside it.</param>
public sealed record LayerSummary(string Name, string Description, Shape OutputShape, long ParameterCount);
