using System.Globalization;
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
            json.WriteStartObject("parameters");
            foreach (HyperParameter parameter in result.Study.Space.Parameters)
            {
                if (!best.Parameters.Has(parameter)) continue;
                string text = best.Parameters.TextOf(parameter);
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
                    json.Figure(parameter.Name, number);
                else json.WriteString(parameter.Name, text);
            }
            json.WriteEndObject();
            json.WriteEndObject();
            json.Figure("heldOut", result.HeldOutLoss);
            json.WriteNumber("networks", result.Members.Distinct().Count());
            json.Figure("heldOutTogether", result.EnsembleHeldOutLoss);
            json.WriteEndObject();
        });
}
