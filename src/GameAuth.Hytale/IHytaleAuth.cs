namespace GameAuth.Hytale;

/// <summary>The front door to Hytale: the accounts of one registration. Sign in with <see cref="HytaleSignIn"/>. Safe for use from any thread.</summary>
/// <remarks>The registration <c>default</c> is the plain service; others are keyed services of their names.</remarks>
public interface IHytaleAuth : IAccounts<HytaleAccount, HytaleSignIn>;
