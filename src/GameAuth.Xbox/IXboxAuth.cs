namespace GameAuth.Xbox;

/// <summary>The front door to Xbox Live: the accounts of one registration. Sign in with <see cref="XboxSignIn"/>. Safe for use from any thread.</summary>
/// <remarks>The registration <c>default</c> is the plain service; others are keyed services of their names.</remarks>
public interface IXboxAuth : IAccounts<XboxAccount, XboxSignIn>;
