namespace GameAuth.Toy;

/// <summary>What one sign-in has led to.</summary>
public sealed class ToyFamily(string player)
{
    public string Player => player;

    public bool IsRevoked { get; set; }

    /// <summary>The only refresh token that is still good.</summary>
    public string Current { get; set; } = "";

    public int Rotations { get; set; }
}
