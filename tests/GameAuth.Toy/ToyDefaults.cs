namespace GameAuth.Toy;

/// <summary>The names and addresses of the toy service.</summary>
public static class ToyDefaults
{
    public const string Provider = "toy";

    public const string Registration = "default";

    public static Uri AuthBase { get; } = new("https://auth.toy.test/");

    public static Uri ApiBase { get; } = new("https://api.toy.test/");
}
