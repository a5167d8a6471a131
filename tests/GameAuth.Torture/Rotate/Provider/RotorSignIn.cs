namespace GameAuth.Torture;

/// <summary>The one door: the server takes everybody.</summary>
public sealed record RotorSignIn : SignIn;
