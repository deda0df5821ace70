using MiniGrad;
using MiniGrad.Decoding;
using MiniGrad.Onnx;

/// <summary>A model as two files for any runtime of ONNX: one reads sources, the other writes a token.</summary>
internal static class OnnxFiles
{
    public const string Encoder = "encoder.onnx", Step = "step.onnx";

    /// <summary>The encoder gives what the first step takes; each step gives log-probabilities of the token after the last one, and the
    /// state for the next step. Tokens are in the metadata.</summary>
    public static void Save(Coding coding, Translator model, string folder)
    {
        OnnxExportOptions options = new();
        foreach ((string name, string value) in coding.Metadata) options.Metadata[name] = value;
        OnnxFile.Save(
            model, Path.Combine(folder, Encoder),
            [OnnxInput.Integers("source", "batch", "time"), OnnxInput.Integers("lengths", "batch")],
            inputs =>
            {
                DecodingState<float> state = model.Begin(inputs["source"].ToIndices(), inputs["lengths"].ToIndices());
                Dictionary<string, OnnxValue> outputs = new() { ["hidden"] = state[0], ["cell"] = state[1] };
                if (coding.Attends) (outputs["read"], outputs["counts"]) = (state.OfSources[0], state.OfSources[1]);
                return outputs;
            },
            options);

        OnnxInput[] ofSources =
            [OnnxInput.Numbers("read", "batch", "time", coding.Units), OnnxInput.Numbers("counts", "batch", 1, "time")];
        OnnxFile.Save(
            model, Path.Combine(folder, Step),
            [
                OnnxInput.Integers("last", "batch"), OnnxInput.Numbers("hidden", "batch", coding.Units),
                OnnxInput.Numbers("cell", "batch", coding.Units), .. coding.Attends ? ofSources : [],
            ],
            inputs =>
            {
                DecodingState<float> state = new(Numbers("hidden"), Numbers("cell"))
                {
                    OfSources = coding.Attends ? [Numbers("read"), Numbers("counts")] : [],
                };
                (Tensor<float> next, state, _) = model.Write(inputs["last"].ToIndices(), state);
                return new Dictionary<string, OnnxValue>
                {
                    ["log_probabilities"] = next,
                    ["hidden_after"] = state[0],
                    ["cell_after"] = state[1],
                };

                Tensor<float> Numbers(string name) => inputs[name].ToTensor<float>();
            },
            options);
    }
}
