namespace GameAuth.Torture;

/// <summary>A child ended by itself: the store under trial threw where it must not, or the harness is wrong. Either way there is nothing to count.</summary>
internal sealed class HarnessException(string message) : Exception(message);
