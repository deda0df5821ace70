using System.Text.Json;
using MiniGrad.Estimators;
using MiniGrad.Search;

namespace MiniGrad.Cli;

/// <summary>The file with what a search found, in JSON.</summary>
internal static class SearchResultFile
{
    /// <summary>Writes the file whole or not at all.</summary>
    public static void Write<TEstimator>(string path, SearchOptions options, MlpSearchResult<TEstimator> result, string measure)
        where TEstimator : MlpEstimator => AtomicFile.Write(path, stream =>
        {
            using Utf8JsonWriter json = new(stream, JsonText.Plain with { Indented = true });
            TrialRecord best = result.Study.Best;
            json.WriteStartObject();
            json.WriteString("data", options.Source.Name);
            json.WriteString("target", options.Source.Target);
            json.WriteString("measure", measure);
            json.WriteNumber("seed", options.Seed);
            json.WriteNumber("trials", result.Study.Trials.Count);
            json.WriteStartObject("best");
            json.WriteNumber("trial", best.Number);
            json.Figure("crossValidated", best.Values[0]);
            json.WriteParameters(result.Study, best);
            json.WriteEndObject();
            json.Figure("heldOut", result.HeldOutLoss);
            json.WriteNumber("networks", result.Members.Distinct().Count());
            json.Figure("heldOutTogether", result.EnsembleHeldOutLoss);
            json.WriteEndObject();
        });
}
