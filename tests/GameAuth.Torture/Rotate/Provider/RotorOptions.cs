using GameAuth.Providers;

namespace GameAuth.Torture;

public sealed class RotorOptions : ProviderOptions
{
    public Uri Server { get; set; } = new("http://127.0.0.1/");

    /// <summary>How long an answer may take; null for the library's default.</summary>
    public TimeSpan? AnswerLimit { get; set; }

    protected override IReadOnlyDictionary<string, Uri> LiveEndpoints => new Dictionary<string, Uri> { ["rotor"] = Server };

    protected override Uri Issuer => Server;
}
