using MiniGrad.Layers;

namespace MiniGrad.Serialization;

// Files that lie in a stream or in memory.
public static partial class Weights
{
    /// <summary>Overwrites the parameters and buffers of a model with those of a file that a stream holds from its position to its
    /// end.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stream">A file of safetensors or PyTorch's. It stays open. Of one that cannot seek, such as a response of a server, the
    /// bytes are kept in memory until all are read; a safetensors file that goes on beyond what its header says is refused.</param>
    /// <param name="options">Another layout or other names, where in a checkpoint the weights are, and what may differ. Default: none of
    /// these.</param>
    /// <inheritdoc cref="Load{T}(Layer{T}, string, WeightsOptions?)" path="/*[not(self::param or self::summary)]"/>
    public static LoadedWeights Load<T>(Layer<T> model, Stream stream, WeightsOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        return StreamedFile.Read(stream, (content, name) => Load(model, content, name, options));
    }

    /// <summary>Overwrites the parameters and buffers of a model with those of a file that lies in memory.</summary>
    /// <param name="model">The model.</param>
    /// <param name="bytes">A file of safetensors or PyTorch's, not copied.</param>
    /// <param name="options">Another layout or other names, where in a checkpoint the weights are, and what may differ. Default: none of
    /// these.</param>
    /// <inheritdoc cref="Load{T}(Layer{T}, string, WeightsOptions?)" path="/*[not(self::param or self::summary)]"/>
    public static LoadedWeights Load<T>(Layer<T> model, ReadOnlySpan<byte> bytes, WeightsOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        return StreamedFile.Read(bytes, (content, name) => Load(model, content, name, options));
    }

    private static LoadedWeights Load<T>(Layer<T> model, Stream content, string name, WeightsOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long start = content.Position;
        bool isTorch = PyTorchFormats.Of(content) != PyTorchFormat.None;
        content.Position = start;
        // The content is not to be closed, so neither are the files.
        if (!isTorch) return Load(model, SafetensorsFile.Open(content, name), options);
        return Load(model, PyTorchFile.Open(start == 0 ? content : StreamedFile.Rest(content), name), options);
    }
}
