namespace GameAuth.Toy;

/// <summary>Names and addresses of toy.test.</summary>
public static class ToyDefaults
{
    public const string Provider = "toy";

    public static Uri AuthBase { get; } = new("https://auth.toy.test");

    public static Uri ApiBase { get; } = new("https://api.toy.test");
}
