using System.Globalization;
using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Serialization;

namespace MiniGrad.Estimators;

// Saving, and settings as JSON.
public abstract partial class MlpEstimator
{
    /// <summary>An estimator from a file.</summary>
    /// <exception cref="InvalidDataException">A setting is not there or of another kind.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    private protected MlpEstimator(JsonElement settings, FittedMlp fitted)
    {
        HiddenSizes = [.. fitted.Model.Parameters.Where(parameter => parameter.Shape.Rank == 1).SkipLast(1).Select(bias => bias.Shape[0])];
        Members = fitted.Models.Count;
        Activation = ReadActivation(settings);
        Dropout = ReadDropout(settings);
        LearningRate = settings.Number("learningRate");
        BatchSize = settings.TryGetProperty("batchSize", out JsonElement size) && size.ValueKind == JsonValueKind.Null
            ? null
            : Whole(settings, "batchSize");
        Epochs = Whole(settings, "epochs");
        L2Penalty = settings.Number("l2Penalty");
        Tolerance = settings.Number("tolerance");
        Patience = Whole(settings, "patience");
        StopsEarly = settings.Boolean("earlyStopping");
        ValidationShare = settings.Number("validationShare");
        InputScaling = Named<Scaling>(settings, "inputScaling");
        Seed = ulong.TryParse(settings.Text("seed"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            ? seed
            : throw new InvalidDataException($"'seed' is '{settings.Text("seed")}': expected a whole number");
        WeightColumn = settings.TryGetProperty("weightColumn", out _) ? settings.Text("weightColumn") : null;
        this.fitted = fitted;
    }

    /// <summary>Writes the fitted networks and the settings to one file in the safetensors format, which appears only once it is complete
    /// and on disk. Loaded again, it predicts the same, bit for bit. Callbacks and <see cref="History"/> are not kept.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    /// <exception cref="IOException">The file could not be written; an existing one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string path) => EstimatorFile.Gather(Fitted, WriteSettings).Save(path);

    /// <summary>Writes the fitted networks and the settings to a stream, which stays open: the bytes that a file would have.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public void Save(Stream stream) => EstimatorFile.Gather(Fitted, WriteSettings).Write(stream);

    /// <summary>Reads what <see cref="Save(string)"/> wrote, of whichever kind it is. It predicts the same, bit for bit.</summary>
    /// <param name="path">The file.</param>
    /// <returns>An <see cref="MlpClassifier"/>, an <see cref="MlpRegressor"/> or an <see cref="MlpMultiLabelClassifier"/>.</returns>
    /// <exception cref="IOException">There is no such file or folder, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not an estimator's, or damaged; the message says why.</exception>
    public static MlpEstimator Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return LoadAny(file);
    }

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote, from a stream's position to its end, of whichever kind it is. It predicts the
    /// same, bit for bit.</summary>
    /// <param name="stream">It stays open. It need not seek; then its bytes are in memory until all are read.</param>
    /// <returns>An <see cref="MlpClassifier"/>, an <see cref="MlpRegressor"/> or an <see cref="MlpMultiLabelClassifier"/>.</returns>
    /// <exception cref="ArgumentException">The stream cannot be read.</exception>
    /// <exception cref="InvalidDataException">It does not hold an estimator, or a damaged one; the message says why.</exception>
    public static MlpEstimator Load(Stream stream) => SafetensorsFile.Read(stream, LoadAny);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote, from memory, of whichever kind it is. It predicts the same, bit for
    /// bit.</summary>
    /// <param name="bytes">The whole of it; not needed afterwards.</param>
    /// <returns>An <see cref="MlpClassifier"/>, an <see cref="MlpRegressor"/> or an <see cref="MlpMultiLabelClassifier"/>.</returns>
    /// <exception cref="InvalidDataException">The bytes are not an estimator's, or damaged; the message says why.</exception>
    public static MlpEstimator Load(ReadOnlySpan<byte> bytes) => SafetensorsFile.Read(bytes, LoadAny);

    private static MlpEstimator LoadAny(SafetensorsFile file) =>
        EstimatorFile.Load(file, MlpClassifier.Kind, MlpRegressor.Kind, MlpMultiLabelClassifier.Kind);

    internal static Activation ReadActivation(JsonElement settings) => Named<Activation>(settings, "activation");

    internal static double ReadDropout(JsonElement settings) => settings.Number("dropout");

    private protected static TValue Named<TValue>(JsonElement settings, string name) where TValue : struct, Enum
    {
        string text = settings.Text(name);
        foreach (TValue value in Enum.GetValues<TValue>())
            if ($"{value}" == text) return value;
        throw new InvalidDataException($"'{name}' is '{text}': expected one of {string.Join(", ", Enum.GetNames<TValue>())}");
    }

    private protected virtual void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteString("activation", $"{Activation}");
        json.WriteNumber("dropout", Dropout);
        json.WriteNumber("learningRate", LearningRate);
        if (BatchSize is { } size) json.WriteNumber("batchSize", size);
        else json.WriteNull("batchSize");
        json.WriteNumber("epochs", Epochs);
        json.WriteNumber("l2Penalty", L2Penalty);
        json.WriteNumber("tolerance", Tolerance);
        json.WriteNumber("patience", Patience);
        json.WriteBoolean("earlyStopping", StopsEarly);
        json.WriteNumber("validationShare", ValidationShare);
        json.WriteString("inputScaling", $"{InputScaling}");
        json.WriteString("seed", Seed.ToString(CultureInfo.InvariantCulture));
        if (WeightColumn is not null) json.WriteString("weightColumn", WeightColumn);
    }

    private static int Whole(JsonElement settings, string name)
    {
        double number = settings.Number(name);
        return number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue
            ? (int)number
            : throw new InvalidDataException(Invariant($"'{name}' is {number}: expected a whole number"));
    }
}
