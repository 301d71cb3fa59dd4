using AccessConsole.Core.Model;

namespace AccessConsole.Core.Import.Requests;

/// <param name="Line">Where it stands in its file: the line on which it begins, or a CSV file's row as spreadsheets count.</param>
public sealed record FileRequest(DecisionRequest Request, int Line);
