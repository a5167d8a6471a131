using System.Text.Json.Nodes;

namespace GameAuth.Interop;

/// <summary>What an event log says about the signatures of a run.</summary>
internal sealed class SignatureLedger(IReadOnlyList<JsonObject> events)
{
    public IReadOnlyList<string> Steps { get; } =
        [.. events.Where(one => one["refersTo"] is null).Select(one => one["step"]!.GetValue<string>())];

    /// <summary>The verdict of every signed request; a deferred one counts by the event that settled it.</summary>
    public IReadOnlyDictionary<string, string> Verdicts { get; } = events
        .Where(one => Verdict(one) != "absent")
        .GroupBy(one => (one["refersTo"] ?? one["sequence"])!.GetValue<long>())
        .ToDictionary(
            request => $"{request.Key} {request.First()["step"]!.GetValue<string>()}",
            request => Verdict(request.Last()));

    private static string Verdict(JsonObject one) => one["signature"]!.GetValue<string>();
}
