namespace GameAuth.Toy;

/// <summary>The settings of a registration.</summary>
public sealed class ToyOptions : ProviderOptions
{
    internal const string Auth = "auth";
    internal const string Api = "api";

    /// <summary>Whether each account has a device of its own.</summary>
    public DeviceIdentityScope DeviceScope { get; set; }

    /// <summary>A scope that every API call falls under; empty for none.</summary>
    public string RateLimitScope { get; set; } = "";

    protected override IReadOnlyDictionary<string, Uri> LiveEndpoints { get; } = new Dictionary<string, Uri> { [Auth] = ToyDefaults.AuthBase, [Api] = ToyDefaults.ApiBase };

    protected override Uri Issuer => EndpointOf(Auth);

    internal static void Check(ToyOptions options, Action<string> fail)
    {
        if (options.ClientId.Length == 0)
        {
            fail("ClientId is missing; set it to the id that toy.test gave your application.");
        }
    }
}
