/** What is loaded when the first component of Grafana's part is made. */
export { checkArgs, checkDescribed } from '../checked-args';
export { createChecked } from './grafana-resources';
