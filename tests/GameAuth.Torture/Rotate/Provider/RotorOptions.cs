using GameAuth.Providers;

namespace GameAuth.Torture;

public sealed class RotorOptions : ProviderOptions
{
    public Uri Server { get; set; } = new("http://127.0.0.1/");

    protected override IReadOnlyDictionary<string, Uri> LiveEndpoints => new Dictionary<string, Uri> { ["rotor"] = Server };

    protected override Uri Issuer => Server;
}
