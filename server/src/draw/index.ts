/** Every format of `go-architect graph`. */
import { graphDot } from './dot.ts';
import type { GraphFormat, GraphFormatName } from './format.ts';
import { graphHtml } from './html.ts';
import { graphJson } from './json.ts';
import { graphMermaid } from './mermaid.ts';
import { graphSvg } from './svg.ts';

export const graphFormats: Readonly<Record<GraphFormatName, GraphFormat>> = {
  mermaid: graphMermaid,
  dot: graphDot,
  svg: graphSvg,
  json: graphJson,
  html: graphHtml,
};
