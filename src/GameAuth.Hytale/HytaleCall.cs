using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>A call with a bearer token, or none.</summary>
internal sealed record HytaleCall(string Step, HttpMethod Method, Uri Address, PaceRequest Pace)
{
    /// <summary>Who presents it; null presents nobody.</summary>
    public Secret? Bearer { get; init; }

    /// <summary>The JSON body; null sends none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Whether sending it twice does no harm.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Whether its answer is awaited though the caller has given up: it opens what only the answer can end.</summary>
    public bool FinishesOnceSent { get; init; }

    /// <summary>Not the token, not the body.</summary>
    public override string ToString() => Step;
}
