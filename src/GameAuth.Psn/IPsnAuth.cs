namespace GameAuth.Psn;

/// <summary>The front door to the PlayStation Network: the accounts of one registration. Sign in with <see cref="PsnSignIn"/>. Safe for use from any thread.</summary>
/// <remarks>The registration <c>default</c> is the plain service; others are keyed services of their names.</remarks>
public interface IPsnAuth : IAccounts<PsnAccount, PsnSignIn>;
