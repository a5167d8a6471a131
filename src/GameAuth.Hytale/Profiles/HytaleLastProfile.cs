namespace GameAuth.Hytale;

/// <summary>The profile of an account's last game session, as it is kept: a restart goes on with it and asks nobody.</summary>
internal sealed record HytaleLastProfile(Guid Profile);
