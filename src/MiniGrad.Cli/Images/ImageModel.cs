using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Layers;

namespace MiniGrad.Cli;

/// <summary>A network that reads images, from a file.</summary>
internal sealed class ImageModel : SavedModel
{
    private readonly string path;
    private readonly Mlp<float> model;
    private readonly int[] sizes;
    private readonly Activation activation;
    private readonly string? dataKind;

    /// <inheritdoc cref="NetworkFile.Load"/>
    public ImageModel(string path)
    {
        this.path = path;
        (model, sizes, activation, dataKind) = NetworkFile.Load(path);
    }

    public override Evaluation Evaluate(DataSource source)
    {
        CheckKind(source);
        Dataset<float> images = ImageData.ReadTest(source);
        CheckPixels(images.Inputs);
        if (images.Labels.Max() >= sizes[^1])
        {
            throw new InvalidDataException(
                $"{path}: the network knows the classes 0 to {sizes[^1] - 1}: expected images of those, got class {images.Labels.Max()}.");
        }
        string kind = ImageData.KindOf(source);
        if (dataKind is not null && dataKind != kind)
            Messages.Warn($"{path}: the network was trained on {dataKind} and is tested on {kind}.");
        return new Evaluation(source.Name, images.Count, $"{model.Summary([1, sizes[0]])}", [], ImageTest.Of(model, images).Confusion);
    }

    public override IEnumerable<(Table Predicted, DataSource Part)> Predict(IEnumerable<DataSource> parts) =>
        parts.Select(part => (Predict(part), part));

    private Table Predict(DataSource source)
    {
        CheckKind(source);
        Tensor<float> images = ImageData.ReadInputs(source);
        CheckPixels(images);
        Predictor<float> predictor = new(model);
        double[] labels = [.. predictor.PredictClasses(images).Select(label => (double)label)];
        string[] classes = [.. Enumerable.Range(0, sizes[^1]).Select(label => $"{label}")];
        return ClassPredictions.ToTable("label", new NumberColumn("label", labels), classes, predictor.PredictProbabilities(images));
    }

    public override void Describe()
    {
        Console.WriteLine($"{path}: a network for images of {sizes[0]} pixels and {sizes[^1]} classes");
        if (dataKind is not null) Console.WriteLine($"trained on {dataKind}");
        Console.WriteLine($"activation {activation}");
        Console.Write(model.Summary([1, sizes[0]]));
    }

    public override void Describe(Utf8JsonWriter json)
    {
        json.WriteString("model", "images");
        if (dataKind is not null) json.WriteString("trainedOn", dataKind);
        json.Integers("sizes", sizes);
        json.WriteString("activation", $"{activation}");
    }

    private void CheckKind(DataSource source)
    {
        if (source.IsTable)
            throw new InvalidDataException($"{path}: the network reads images: expected --idx or --digits, got {source.Option}.");
    }

    private void CheckPixels(Tensor<float> images)
    {
        if (images.Shape[1] != sizes[0])
            throw new InvalidDataException(
                $"{path}: the network reads images of {sizes[0]} pixels: expected such ones, got {images.Shape[1]} pixels.");
    }
}
