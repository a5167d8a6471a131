namespace GameAuth.Emulator.Hytale.Sessions;

/// <summary>One game session. It lives as long as its newest session token.</summary>
internal sealed class GameSession(EmulatedHytaleAccount account, EmulatedHytaleProfile profile, DateTimeOffset createdAt)
{
    public string Id { get; } = HytaleText.NewUuid();

    public EmulatedHytaleAccount Account => account;

    public EmulatedHytaleProfile Profile => profile;

    public DateTimeOffset CreatedAt => createdAt;

    public HytaleToken? Token { get; set; }

    public HytaleToken? Identity { get; set; }

    public int Refreshes { get; set; }

    public bool IsEnded { get; set; }

    public DateTimeOffset ExpiresAt => Token?.NotAfter ?? createdAt;

    public bool IsOpen(DateTimeOffset now) => !IsEnded && now < ExpiresAt;
}
